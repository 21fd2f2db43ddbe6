package dev.retrace.steps.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.dataset.Refusal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerFileTest {

    @TempDir
    private Path folder;

    @Test
    void thePadIsTheEndOfTextWhereverItIs() throws IOException {
        TokenizerFile file =
                TokenizerFile.read(written("{'model':{'type':'BPE','vocab':{'a':0,'<|endoftext|>':7},'merges':[]}}"));

        assertEquals(7, file.padId());
        assertEquals(8, file.size());
    }

    @Test
    void anotherKindOfTokenizerIsRefused() throws IOException {
        assertRefused(
                "{'model':{'type':'Unigram','vocab':[]}}",
                "not a usable tokenizer.json: its model is of type 'Unigram', but only byte-pair encoding ('BPE' with"
                        + " a 'vocab') can be read; take the file that came with the model's checkpoint");
        assertRefused("{}", "its model is of type ''");
    }

    @Test
    void idsThatCannotBeIdsAreRefusedBeforeNativeCodeSeesThem() throws IOException {
        assertRefused("{'model':{'type':'BPE','vocab':{'a':-1}}}", "token 'a' has the id -1");
        assertRefused("{'model':{'type':'BPE','vocab':{'a':99999999999}}}", "token 'a' has the id 99999999999");
        assertRefused(
                "{'model':{'type':'BPE','vocab':{'a':0}},'added_tokens':[{'content':'b'}]}", "token 'b' has the id");
        assertRefused("{'model':{'type':'BPE','vocab':{}}}", "its vocabulary is empty");
    }

    @Test
    void mergesOfUnknownTokensAreRefused() throws IOException {
        Path file = written("{'model':{'type':'BPE','vocab':{'a':0},'merges':['x y']}}");

        Refusal.says(() -> Tokenizer.load(file), file + ": not a usable tokenizer.json: ");
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsLine() throws IOException {
        assertRefused("{'model':\n{'type' 3}}", "at line 2");
        assertRefused("[".repeat(100) + "]".repeat(100), "not a tokenizer.json");
        assertRefused("3", "it is not a JSON object");
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path huge = folder.resolve("huge.json");
        try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength(1L << 32);
        }

        Refusal.says(() -> Tokenizer.load(huge), "it has 4294967296 bytes");
    }

    @Test
    void aMissingFileIsNamed() {
        Path absent = folder.resolve("absent.json");

        Refusal.says(() -> Tokenizer.load(absent), absent + ": the tokenizer cannot be read");
    }

    private void assertRefused(String json, String words) throws IOException {
        Path file = written(json);
        Refusal.says(() -> Tokenizer.load(file), words);
    }

    private Path written(String json) throws IOException {
        return Files.writeString(folder.resolve("tokenizer.json"), json.replace('\'', '"'));
    }
}

package dev.retrace.reports.wholerun;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a Hugging Face folder of a Mamba with random weights: 4 layers, width 16, 64 letters and signs. */
final class SmallMamba {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LAYERS = 4;
    private static final int WIDTH = 16;
    private static final int INNER = 32;
    private static final int STATES = 4;
    private static final int RANK = 1;
    private static final int KERNEL = 4;
    static final int VOCABULARY = 64;

    private final Random random;
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final ObjectNode header = JSON.createObjectNode();

    private SmallMamba(long seed) {
        random = new Random(seed);
    }

    /** Writes config.json, model.safetensors and tokenizer.json. */
    static Path write(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        new SmallMamba(seed).weights(folder.resolve("model.safetensors"));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", "mamba");
        config.put("architectures", new String[] {"MambaForCausalLM"});
        config.put("hidden_size", WIDTH);
        config.put("intermediate_size", INNER);
        config.put("num_hidden_layers", LAYERS);
        config.put("state_size", STATES);
        config.put("conv_kernel", KERNEL);
        config.put("time_step_rank", RANK);
        config.put("vocab_size", VOCABULARY);
        config.put("layer_norm_epsilon", 1e-5);
        config.put("use_bias", false);
        config.put("use_conv_bias", true);
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config));
        tokenizer(folder.resolve("tokenizer.json"), VOCABULARY);
        return folder;
    }

    /** A byte-level tokenizer without merges: the first {@code size} of end of text, space, line feed, letters, signs. */
    static void tokenizer(Path file, int size) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", "1.0");
        json.putArray("added_tokens")
                .addObject()
                .put("id", 0)
                .put("content", "<|endoftext|>")
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        ObjectNode bytes = json.putObject("pre_tokenizer");
        bytes.put("type", "ByteLevel").put("add_prefix_space", false);
        bytes.put("trim_offsets", true).put("use_regex", true);
        json.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        ObjectNode model = json.putObject("model");
        model.put("type", "BPE").put("fuse_unk", false).put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        String signs = "\u0120\u010aabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:;!?'-/";
        vocabulary.put("<|endoftext|>", 0);
        for (int id = 1; id < size; id++) {
            vocabulary.put(String.valueOf(id <= signs.length() ? signs.charAt(id - 1) : (char) (0x100 + id)), id);
        }
        model.putArray("merges");
        Files.writeString(file, JSON.writeValueAsString(json));
    }

    private void weights(Path file) throws IOException {
        tensor("backbone.embeddings.weight", 1, VOCABULARY, WIDTH);
        tensor("backbone.norm_f.weight", 1, WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            String name = "backbone.layers." + layer + ".";
            tensor(name + "norm.weight", 1, WIDTH);
            tensor(name + "mixer.in_proj.weight", 0.4, 2 * INNER, WIDTH);
            tensor(name + "mixer.conv1d.weight", 0.6, INNER, 1, KERNEL);
            tensor(name + "mixer.conv1d.bias", 0.1, INNER);
            tensor(name + "mixer.x_proj.weight", 0.4, RANK + 2 * STATES, INNER);
            tensor(name + "mixer.dt_proj.weight", 0.5, INNER, RANK);
            tensor(name + "mixer.dt_proj.bias", 0.5, INNER);
            tensor(name + "mixer.A_log", 0.5, INNER, STATES);
            tensor(name + "mixer.D", 1, INNER);
            tensor(name + "mixer.out_proj.weight", 0.5, WIDTH, INNER);
        }
        byte[] head = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        length.putLong(head.length);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(length.array());
        whole.writeBytes(head);
        whole.writeBytes(data.toByteArray());
        Files.write(file, whole.toByteArray());
    }

    private void tensor(String name, double deviation, int... shape) {
        int count = 1;
        ObjectNode entry = header.putObject(name).put("dtype", "F32");
        for (int size : shape) {
            count *= size;
        }
        ByteBuffer values = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            values.putFloat((float) (random.nextGaussian() * deviation));
        }
        int begin = data.size();
        data.writeBytes(values.array());
        entry.set("shape", JSON.valueToTree(shape));
        entry.putArray("data_offsets").add(begin).add(data.size());
    }
}

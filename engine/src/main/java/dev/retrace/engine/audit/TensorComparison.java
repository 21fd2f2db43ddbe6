package dev.retrace.engine.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares two safetensors files tensor by tensor: names, element types and shapes have to be the
 * same, and so have whole numbers; the others are compared line by line along the last axis.
 *
 * <p>The format: eight bytes with the header's length, least first; the header, a JSON object of
 * {@code {dtype, shape, data_offsets}} by name; the tensors' bytes.
 */
final class TensorComparison {

    private static final int LENGTH = 8;
    private static final long LARGEST_HEADER = 16 << 20;
    private static final int CHUNK = 1 << 20; // bytes; a multiple of every element's size

    /** One file's tensors: where each lies, as absolute positions. */
    private record Contents(Map<String, JsonNode> header, long begin) {

        long at(JsonNode tensor) {
            return begin + tensor.path("data_offsets").path(0).asLong(0);
        }

        static long size(JsonNode tensor) {
            JsonNode offsets = tensor.path("data_offsets");
            return offsets.path(1).asLong(0) - offsets.path(0).asLong(0);
        }
    }

    private final Differences differences;

    TensorComparison(Differences differences) {
        this.differences = differences;
    }

    void compare(Path held, Path recomputed) throws IOException {
        try (FileChannel one = FileChannel.open(held);
                FileChannel other = FileChannel.open(recomputed)) {
            Contents before = contents(one, held);
            Contents after = contents(other, recomputed);
            if (!before.header().keySet().equals(after.header().keySet())) {
                differences.beyond(
                        () -> "the tensors",
                        before.header().keySet().toString(),
                        after.header().keySet().toString());
                return;
            }
            for (Map.Entry<String, JsonNode> tensor : before.header().entrySet()) {
                JsonNode now = after.header().getOrDefault(tensor.getKey(), tensor.getValue());
                String was = described(tensor.getValue());
                if (!was.equals(described(now)) || Contents.size(tensor.getValue()) != Contents.size(now)) {
                    differences.beyond(() -> "tensor " + tensor.getKey(), was, described(now));
                } else {
                    elements(
                            tensor.getKey(),
                            tensor.getValue(),
                            new Position(one, before.at(tensor.getValue())),
                            new Position(other, after.at(now)));
                }
            }
        }
    }

    private record Position(FileChannel file, long at) {

        ByteBuffer read(long offset, int size) throws IOException {
            if (at + offset < 0 || at + offset + size > file.size()) {
                throw new IOException("a safetensors file ends before its tensors do");
            }
            ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && file.read(bytes, at + offset + bytes.position()) >= 0) {
                // until it is full
            }
            return bytes.flip();
        }
    }

    private void elements(String name, JsonNode tensor, Position held, Position recomputed) throws IOException {
        Element element = Element.of(tensor.path("dtype").asString(""));
        long size = Contents.size(tensor);
        int line = line(tensor.path("shape"), element);
        int most = Math.max(line, CHUNK / line * line);
        for (long done = 0; done < size; done += most) {
            int chunk = (int) Math.min(most, size - done);
            ByteBuffer before = held.read(done, chunk);
            ByteBuffer after = recomputed.read(done, chunk);
            for (int i = 0; i + element.bytes <= chunk; i += line) {
                long index = (done + i) / element.bytes;
                int count = Math.min(line, chunk - i) / element.bytes;
                element.compare(
                        new Line(before, i, count),
                        new Line(after, i, count),
                        differences,
                        k -> name + "[" + (index + k) + "]");
            }
        }
    }

    /** Bytes that are compared as one vector: a line along the last axis, in pieces if it is very long. */
    private static int line(JsonNode shape, Element element) {
        long width = shape.isEmpty() ? 1 : shape.path(shape.size() - 1).asLong(1);
        return (int) Math.max(1, Math.min(width, CHUNK / element.bytes)) * element.bytes;
    }

    /** Elements that follow each other from a position on. */
    private record Line(ByteBuffer bytes, int at, int count) {

        double[] numbers(Element element) {
            double[] numbers = new double[count];
            Arrays.setAll(numbers, i -> element.number(bytes, at + i * element.bytes));
            return numbers;
        }
    }

    private static String described(JsonNode tensor) {
        return tensor.path("dtype").asString("") + " " + tensor.path("shape");
    }

    private static Contents contents(FileChannel file, Path path) throws IOException {
        long length = new Position(file, 0).read(0, LENGTH).getLong();
        if (length < 2 || length > LARGEST_HEADER) {
            throw new IOException(
                    path + ": a safetensors header of " + length + " bytes; at most " + LARGEST_HEADER + " are read");
        }
        byte[] text = new Position(file, LENGTH).read(0, (int) length).array();
        Map<String, JsonNode> tensors = new LinkedHashMap<>();
        try {
            JsonMapper.shared()
                    .readTree(new String(text, StandardCharsets.UTF_8))
                    .properties()
                    .forEach(tensor -> tensors.put(tensor.getKey(), tensor.getValue()));
        } catch (JacksonException noHeader) {
            throw new IOException(path + ": its safetensors header is no JSON: " + noHeader.getMessage(), noHeader);
        }
        tensors.remove("__metadata__");
        return new Contents(tensors, LENGTH + length);
    }

    /** How an element is read. */
    private enum Element {
        DOUBLE(8) {
            @Override
            double number(ByteBuffer bytes, int at) {
                return bytes.getDouble(at);
            }
        },
        FLOAT(4) {
            @Override
            double number(ByteBuffer bytes, int at) {
                return bytes.getFloat(at);
            }
        },
        HALF(2) {
            @Override
            double number(ByteBuffer bytes, int at) {
                return half(bytes.getShort(at));
            }
        },
        BRAIN(2) {
            @Override
            double number(ByteBuffer bytes, int at) {
                return brain(bytes.getShort(at));
            }
        },
        WHOLE(1) {
            @Override
            double number(ByteBuffer bytes, int at) {
                return bytes.get(at);
            }

            @Override
            void compare(Line held, Line recomputed, Differences into, IntFunction<String> place) {
                for (int i = 0; i < held.count(); i++) {
                    int k = i;
                    into.exact(
                            String.valueOf(held.bytes().get(held.at() + i)),
                            String.valueOf(recomputed.bytes().get(recomputed.at() + i)),
                            () -> place.apply(k));
                }
            }
        };

        final int bytes;

        Element(int bytes) {
            this.bytes = bytes;
        }

        abstract double number(ByteBuffer bytes, int at);

        void compare(Line held, Line recomputed, Differences into, IntFunction<String> place) {
            into.vector(held.numbers(this), recomputed.numbers(this), place);
        }

        static Element of(String dtype) {
            return switch (dtype) {
                case "F64" -> DOUBLE;
                case "F32" -> FLOAT;
                case "F16" -> HALF;
                case "BF16" -> BRAIN;
                default -> WHOLE; // byte by byte
            };
        }

        /** IEEE 754 binary16: one sign, five exponent and ten fraction bits. */
        private static double half(short bits) {
            int exponent = (bits >> 10) & 0x1F;
            int fraction = bits & 0x3FF;
            double magnitude;
            if (exponent == 0x1F) {
                magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            } else if (exponent == 0) {
                magnitude = Math.scalb((double) fraction, -24);
            } else {
                magnitude = Math.scalb(1024.0 + fraction, exponent - 25);
            }
            return bits < 0 ? -magnitude : magnitude;
        }

        /** bfloat16: the upper half of a float. */
        private static double brain(short bits) {
            return Float.intBitsToFloat(bits << 16);
        }
    }
}

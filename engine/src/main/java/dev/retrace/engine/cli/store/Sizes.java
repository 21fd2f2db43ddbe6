package dev.retrace.engine.cli.store;

import dev.retrace.engine.yaml.Quantities;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: {@code 20GB} is 20,000,000,000 bytes, {@code 20GiB} a little more. */
final class Sizes implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        if (text.equals("0")) {
            return 0L; // in any unit
        }
        return Quantities.memory(text).orElseThrow(() -> new TypeConversionException(Quantities.noMemory(text)));
    }
}

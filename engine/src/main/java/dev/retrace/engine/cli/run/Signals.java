package dev.retrace.engine.cli.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Listens to signals until stopped. A shutdown hook would not do: it cannot hear a second Ctrl-C, nor
 * choose the exit code.
 *
 * <p>{@code sun.misc.Signal}, of the module jdk.unsupported, is Java's only way; it is reached by
 * reflection, since naming it is a warning that cannot be suppressed. A Java without it ends at once
 * at a signal, as programs do, and loses no more than what was running.
 */
public final class Signals {

    /** The signals by which people, terminals and systems ask a program to end. */
    public static final List<String> TO_END = List.of("INT", "TERM", "HUP");

    private final Map<Object, Object> earlier = new LinkedHashMap<>(); // signal to its earlier handler

    private Signals() {}

    /** Tells the numbers of these signals, on a thread of their own. */
    public static Signals listen(List<String> names, IntConsumer listener) {
        InvocationHandler relay = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                Object signal = arguments[0];
                listener.accept(
                        (Integer) signal.getClass().getMethod("getNumber").invoke(signal));
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "relay of signals";
        };
        Signals signals = new Signals();
        try {
            Object handler = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {Class.forName("sun.misc.SignalHandler")}, relay);
            names.forEach(name -> signals.handle(name, handler));
        } catch (ClassNotFoundException none) {
            // a signal ends this Java at once
        }
        return signals;
    }

    /** Lets these signals pass unheard: another process decides when this one ends. */
    public static void ignore(List<String> names) {
        Signals signals = new Signals();
        try {
            Object ignoring =
                    Class.forName("sun.misc.SignalHandler").getField("SIG_IGN").get(null);
            names.forEach(name -> signals.handle(name, ignoring));
        } catch (ReflectiveOperationException none) {
            // a signal ends this Java at once
        }
    }

    private void handle(String name, Object handler) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Object signal = type.getConstructor(String.class).newInstance(name);
            earlier.put(signal, set(signal, handler));
        } catch (ReflectiveOperationException refused) {
            // one that this system does not have, or that Java keeps for itself
        }
    }

    private static Object set(Object signal, Object handler) throws ReflectiveOperationException {
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        return signal.getClass()
                .getMethod("handle", signal.getClass(), handlers)
                .invoke(null, signal, handler);
    }

    /** Listens no longer: what was before holds again. */
    public void stop() {
        earlier.forEach((signal, handler) -> {
            try {
                set(signal, handler);
            } catch (ReflectiveOperationException refused) {
                // it was set before, so it can be set again
            }
        });
    }
}

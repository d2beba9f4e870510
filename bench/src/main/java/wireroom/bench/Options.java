package wireroom.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Options of a benchmark, {@code --name value}. */
final class Options {
    /** Those that name a place on this machine. */
    static final Set<String> PATHS = Set.of("--home", "--results");

    private final Map<String, String> values = new HashMap<>();

    /** An option that is none, or lacks its value. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    /** @param known names with their dashes */
    Options(List<String> arguments, Set<String> known) throws Wrong {
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!known.contains(arguments.get(i))) {
                throw new Wrong("no option is called " + arguments.get(i));
            }
            if (i + 1 == arguments.size()) {
                throw new Wrong(arguments.get(i) + " needs a value");
            }
            values.put(arguments.get(i).substring(2), arguments.get(i + 1));
        }
    }

    int number(String name, int ifMissing) {
        return Integer.parseInt(values.getOrDefault(name, Integer.toString(ifMissing)));
    }

    /** @param ifMissing may be null */
    String text(String name, String ifMissing) {
        return values.getOrDefault(name, ifMissing);
    }

    /** Words with commas between them; none when the option is not given. */
    List<String> words(String name) {
        return values.containsKey(name) ? List.of(values.get(name).split(",")) : List.of();
    }

    long seed() {
        return Long.parseLong(values.getOrDefault("seed", "1"));
    }

    /** Where the benchmark may write and delete. */
    Path home() {
        return Path.of(values.getOrDefault("home", "bench/target/home")).toAbsolutePath();
    }

    Path results() {
        return Path.of(values.getOrDefault("results", "bench/results"));
    }
}

package wireroom.ingest.poll.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Headers of an answer; names in any case, values in their order, without control characters. */
public final class Headers {
    private final Map<String, List<String>> values = new HashMap<>();

    /** Headers from names and values in turn, for those who have no answer. */
    public static Headers of(String... namesAndValues) {
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    void add(String name, String value) {
        StringBuilder clean = null;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                clean = clean == null ? new StringBuilder(value) : clean;
                clean.setCharAt(i, ' ');
            }
        }
        values.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>(1))
                .add((clean == null ? value : clean.toString()).strip());
    }

    /** Its first value. */
    public Optional<String> first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    /** Its values; empty when it is not there. */
    public List<String> all(String name) {
        return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public String toString() {
        return new TreeMap<>(values).toString();
    }
}

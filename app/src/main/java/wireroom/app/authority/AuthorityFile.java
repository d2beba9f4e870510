package wireroom.app.authority;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import wireroom.enrich.entity.EntityStep;
import wireroom.model.AuthorityAlias;
import wireroom.model.EntityType;

/**
 * Reads a file of entries. Each line is {@code alias TAB id TAB type [TAB prior]}, or a JSON object with {@code alias id
 * type prior}, or one with {@code id name type prior aliases identifiers}. Blank lines, lines that begin with {@code #}
 * and a first line of column names are left out.
 */
public final class AuthorityFile {
    /** Entries with more names than this are a mistake, and would make records too large. */
    static final int MAX_ALIASES = 1_000;

    /** Longest line, in characters: an entry with all its names. */
    static final int MAX_LINE = 200_000;

    /** Longest id: it is a key of Kafka and a part of every article that links to it. */
    static final int MAX_ID = 300;

    /** Problems told at once; a file of another kind has one on every line. */
    static final int MAX_PROBLEMS = 20;

    private static final String HEADER = "alias\tid\ttype";
    private static final Set<String> NAME_FIELDS = Set.of("alias", "id", "type", "prior");
    private static final Set<String> WHOLE_FIELDS = Set.of("id", "name", "type", "prior", "aliases", "identifiers");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final List<Said> said = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private AuthorityFile(Path file) {
        this.file = file;
    }

    /**
     * @return what the lines say, in their order
     * @throws UnreadableFile with every problem, its line and its mend, when anything is wrong: then nothing is loaded
     * @throws IOException when the file cannot be read at all
     */
    public static List<Said> read(Path file) throws IOException {
        AuthorityFile reading = new AuthorityFile(file);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                reading.line(number, number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line);
                if (reading.problems.size() >= MAX_PROBLEMS) {
                    break;
                }
            }
        } catch (CharacterCodingException e) {
            throw new UnreadableFile(List.of(file + ": is not UTF-8; convert it, e.g. with iconv"), e);
        }
        if (!reading.problems.isEmpty()) {
            throw new UnreadableFile(reading.problems, null);
        }
        return reading.said;
    }

    private void line(int number, String line) {
        if (line.isBlank() || line.startsWith("#") || number == 1 && line.startsWith(HEADER)) {
            return;
        }
        if (line.length() > MAX_LINE) {
            problem(number, "has " + line.length() + " characters", "keep lines below " + MAX_LINE);
            return;
        }
        Said one = line.startsWith("{") ? json(number, line) : columns(number, line);
        if (one != null) {
            said.add(one);
        }
    }

    private Said columns(int number, String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length < 3 || columns.length > 4) {
            problem(
                    number,
                    "has " + columns.length + (columns.length == 1 ? " column" : " columns"),
                    "write alias, id, type and, if you like, prior, with tabs between");
            return null;
        }
        String alias = columns[0].strip();
        String id = columns[1].strip();
        EntityType type = type(number, columns[2].strip());
        Double prior = columns.length < 4 || columns[3].isBlank() ? Double.valueOf(1) : prior(number, columns[3]);
        return idOk(number, id) && nameOk(number, alias) && type != null && prior != null
                ? new Said.Name(number, id, type, alias, prior)
                : null;
    }

    private Said json(int number, String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            problem(number, "is not a JSON object (" + e.getOriginalMessage() + ")", "write one whole object a line");
            return null;
        }
        boolean whole = json.has("name");
        Set<String> known = whole ? WHOLE_FIELDS : NAME_FIELDS;
        for (Iterator<String> fields = json.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!known.contains(field)) {
                problem(
                        number,
                        "has a field '" + field + "'",
                        "known are alias, id, type, prior, or id, name, type, prior, aliases, identifiers");
                return null;
            }
        }
        String id = json.path("id").asText("").strip();
        String name = json.path(whole ? "name" : "alias").asText("").strip();
        EntityType type = type(number, json.path("type").asText(""));
        Double prior =
                json.hasNonNull("prior") ? prior(number, json.get("prior").asText()) : Double.valueOf(1);
        if (!(idOk(number, id) && nameOk(number, name)) || type == null || prior == null) {
            return null;
        }
        if (!whole) {
            return new Said.Name(number, id, type, name, prior);
        }
        List<AuthorityAlias> aliases = new ArrayList<>();
        for (JsonNode alias : json.path("aliases")) {
            String other =
                    (alias.isObject() ? alias.path("name") : alias).asText("").strip();
            Double weight =
                    alias.hasNonNull("prior") ? prior(number, alias.get("prior").asText()) : prior;
            if (!nameOk(number, other) || weight == null) {
                return null;
            }
            aliases.add(new AuthorityAlias(other, weight));
        }
        if (aliases.size() > MAX_ALIASES) {
            problem(number, "has " + aliases.size() + " aliases", "keep to " + MAX_ALIASES);
            return null;
        }
        List<String> identifiers = new ArrayList<>();
        json.path("identifiers")
                .forEach(other -> identifiers.add(other.asText("").strip()));
        return new Said.Whole(number, id, type, name, prior, aliases, identifiers);
    }

    private boolean idOk(int number, String id) {
        String refusal = refusal(id);
        if (refusal != null) {
            problem(number, refusal, "give it an id such as wikidata:Q42 or desk:123");
        }
        return refusal == null;
    }

    /** Why this cannot be the id of an entry; null when it can. */
    static String refusal(String id) {
        if (id.isEmpty()) {
            return "the id is empty";
        }
        if (id.length() > MAX_ID) {
            return "the id has " + id.length() + " characters, more than " + MAX_ID;
        }
        if (id.startsWith("local:")) {
            return "'" + id + "' is an id that articles make for names that nobody knows";
        }
        return id.chars().anyMatch(Character::isISOControl) ? "the id has a control character" : null;
    }

    private boolean nameOk(int number, String name) {
        String refusal = EntityStep.refusal(name);
        if (refusal != null) {
            problem(number, refusal, "write it as texts do, e.g. Bank of Elsewhere");
        }
        return refusal == null;
    }

    private EntityType type(int number, String text) {
        for (EntityType type : EntityType.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        problem(number, "the type is '" + text + "'", "set it to PER, ORG or LOC");
        return null;
    }

    private Double prior(int number, String text) {
        try {
            double prior = Double.parseDouble(text.strip());
            if (prior > 0 && prior <= 1) {
                return prior;
            }
        } catch (NumberFormatException e) {
            problem(number, "the prior is '" + text + "'", "set it above 0, to 1 at most; with a point, not a comma");
            return null;
        }
        problem(number, "the prior is '" + text + "'", "set it above 0, to 1 at most");
        return null;
    }

    private void problem(int number, String what, String mend) {
        problems.add(file + ":" + number + ": " + what + "; " + mend);
    }

    /** A file that cannot be loaded. */
    public static final class UnreadableFile extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadableFile(List<String> problems, Throwable cause) {
            super(String.join("\n", problems), cause);
        }
    }
}

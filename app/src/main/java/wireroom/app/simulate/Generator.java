package wireroom.app.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A day of wires, made up: about 3 KB each, in four languages, with updates, corrections, kills, copies by other
 * agencies and repeated deliveries. The same seed gives the same bytes on every machine.
 */
public final class Generator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant MORNING = Instant.parse("2026-01-05T05:00:00Z");
    private static final int BODY = 2_600;
    private static final List<String> AGENCIES = List.of("alpha-wire", "beta-press", "gamma-news");

    /** Words that an article keeps coming back to: its subject. */
    private static final int SUBJECT_WORDS = 14;

    private final Invented invented = new Invented();
    private final SplittableRandom random;
    private List<String> cast = Phrases.PEOPLE;
    private List<String> firms = Phrases.ORGANISATIONS;
    private final List<Written> written = new ArrayList<>();
    private int made;

    /** @param seed any number; the same one gives the same wires */
    public Generator(long seed) {
        random = new SplittableRandom(seed);
    }

    /** How a wire came about. */
    public enum Kind {
        NEW,
        UPDATE,
        CORRECTION,
        KILL,
        COPY,
        REPEATED
    }

    /**
     * A wire item in ninjs 3.
     *
     * @param number from 0, in the order of the day
     * @param uri family id
     * @param json the message
     */
    public record Wire(int number, Kind kind, String uri, int version, String json) {
        /** Name of its file: sorts in the order of the day. */
        public String file() {
            return String.format("%08d.json", number);
        }
    }

    private static final class Written {
        private final String uri;
        private final Phrases phrases;
        private final String headline;
        private String body;
        private String json;
        private int version = 1;
        private boolean killed;

        private Written(String uri, Phrases phrases, String headline, String body) {
            this.uri = uri;
            this.phrases = phrases;
            this.headline = headline;
            this.body = body;
        }
    }

    /** The next wire of the day. */
    public Wire next() {
        int number = made++;
        int dice = random.nextInt(1000);
        Written earlier = written.isEmpty() ? null : written.get(random.nextInt(written.size()));
        if (earlier == null || earlier.killed || dice >= 135) {
            return fresh(number);
        }
        if (dice < 60) {
            return revised(number, earlier, Kind.UPDATE);
        }
        if (dice < 80) {
            return revised(number, earlier, Kind.CORRECTION);
        }
        if (dice < 85) {
            return killed(number, earlier);
        }
        if (dice < 125) {
            return copied(number, earlier);
        }
        return new Wire(number, Kind.REPEATED, earlier.uri, earlier.version, earlier.json);
    }

    /** The next wires of the day. */
    public List<Wire> next(int count) {
        List<Wire> wires = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            wires.add(next());
        }
        return wires;
    }

    /** Writes each wire into a file of its own, whole at once: to be found by a watching source. */
    public static void write(List<Wire> wires, Path folder) {
        try {
            Files.createDirectories(folder);
            for (Wire wire : wires) {
                Files.writeString(folder.resolve(wire.file()), wire.json());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Wire fresh(int number) {
        // a language in the proportion of a large agency
        int dice = random.nextInt(100);
        Phrases phrases = Phrases.ALL.get(dice < 60 ? 0 : dice < 75 ? 1 : dice < 90 ? 2 : 3);
        cast = List.of(invented.person(random), invented.person(random), invented.person(random));
        firms = List.of(invented.firm(random), pick(Phrases.ORGANISATIONS));
        List<String> subject = new ArrayList<>();
        for (int i = 0; i < SUBJECT_WORDS; i++) {
            subject.add(invented.word(random));
        }
        String lead = filled(pick(phrases.leads()));
        StringBuilder body = new StringBuilder(lead);
        for (int sentence = 1; body.length() < BODY; sentence++) {
            body.append(sentence % 4 == 0 ? "\n\n" : " ");
            // Stock phrases alone would make every article a near copy of every other.
            body.append(sentence % 4 == 1 ? filled(pick(phrases.sentences())) : told(phrases, subject));
        }
        String uri = "urn:bench:" + pick(AGENCIES) + ":" + number;
        Written article = new Written(uri, phrases, lead.substring(0, lead.length() - 1), body.toString());
        written.add(article);
        return wire(number, Kind.NEW, article, "usable", null);
    }

    private Wire revised(int number, Written article, Kind kind) {
        article.version++;
        article.body = article.body + "\n\n" + filled(pick(article.phrases.sentences()));
        return wire(
                number,
                kind,
                article,
                "usable",
                kind == Kind.CORRECTION ? "CORRECTION: corrects a figure in the last paragraph" : null);
    }

    private Wire killed(int number, Written article) {
        article.version++;
        article.killed = true;
        article.body = "";
        return wire(number, Kind.KILL, article, "canceled", "KILL: do not use");
    }

    private Wire copied(int number, Written original) {
        String uri = "urn:bench:delta-copy:" + number;
        Written copy = new Written(
                uri,
                original.phrases,
                original.headline,
                filled(pick(original.phrases.sentences())) + " " + original.body);
        written.add(copy);
        return wire(number, Kind.COPY, copy, "usable", null);
    }

    private Wire wire(int number, Kind kind, Written article, String status, String note) {
        ObjectNode json = JSON.createObjectNode()
                .put("uri", article.uri)
                .put("type", "text")
                .put("version", Integer.toString(article.version))
                .put("versionCreated", MORNING.plusSeconds(number).toString())
                .put("pubStatus", status)
                .put("language", article.phrases.language())
                .put("urgency", 1 + number % 9)
                .put("by", pick(Phrases.PEOPLE));
        json.putObject("standard").put("name", "ninjs").put("version", "3.0");
        json.putArray("headlines").addObject().put("role", "main").put("value", article.headline);
        if (!article.body.isEmpty()) {
            json.putArray("bodies")
                    .addObject()
                    .put("role", "main")
                    .put("contentType", "text/plain")
                    .put("value", article.body);
        }
        if (note != null) {
            json.put("edNote", note);
        }
        article.json = json.toString();
        return new Wire(number, kind, article.uri, article.version, article.json);
    }

    /** A sentence of the article's own words between small words of its language. */
    private String told(Phrases phrases, List<String> subject) {
        List<String> small = Phrases.SMALL_WORDS.get(phrases.language());
        StringBuilder sentence = new StringBuilder();
        int words = 9 + random.nextInt(9);
        for (int i = 0; i < words; i++) {
            int dice = random.nextInt(100);
            sentence.append(i == 0 ? "" : " ")
                    .append(dice < 45 ? pick(small) : dice < 75 ? pick(subject) : invented.word(random));
        }
        sentence.append(", ").append(pick(small)).append(' ').append(pick(cast)).append('.');
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private String filled(String sentence) {
        StringBuilder text = new StringBuilder(sentence);
        for (int at = text.indexOf("{"); at >= 0; at = text.indexOf("{", at)) {
            String filling = switch (text.charAt(at + 1)) {
                case 'P' -> pick(cast);
                case 'L' -> pick(Phrases.PLACES);
                case 'O' -> pick(firms);
                default -> Integer.toString(2 + random.nextInt(900));
            };
            text.replace(at, at + 3, filling);
        }
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

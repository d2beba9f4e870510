package wireroom.app.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.model.Action;
import wireroom.model.Channel;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Origin;
import wireroom.model.PubStatus;
import wireroom.model.Raw;
import wireroom.model.WireItem;

/**
 * Files of articles that arrive one after the other, one JSON object a line: {@code id}, {@code text} or {@code body},
 * and where there are any {@code title}, {@code date}, {@code story}.
 */
final class StreamedTexts {
    /** When the first article comes, and how long after it each next one, where the file does not say. */
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the Reuters of the eighties wrote it; the numbers of its clock run on past what a clock can show. */
    private static final Pattern WIRE_DATE =
            Pattern.compile("\\s*(\\d{1,2}-\\p{Alpha}{3}-\\d{4})(?:\\s+(\\d\\d:\\d\\d:\\d\\d))?.*");

    private static final DateTimeFormatter DAY = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("d-MMM-uuuu")
            .toFormatter(Locale.ENGLISH);

    /**
     * An article of a file.
     *
     * @param story its label, null where the file has none
     * @param date when it was made, null where the file does not say
     */
    record Text(String id, String story, String title, String text, Instant date) {
        /**
         * The article as a wire item.
         *
         * @param number its place among the texts, from 0: when it was made, where it does not say
         * @param language BCP 47, null to let the pipeline tell it
         */
        WireItem item(int number, String language) {
            Instant time = date == null ? FIRST.plusSeconds(number) : date;
            byte[] raw = (id + '\n' + text).getBytes(StandardCharsets.UTF_8);
            return WireItem.newBuilder()
                    .setProvider("file")
                    .setUri(id)
                    .setReceivedAt(time)
                    .setVersionCreated(time)
                    .setAction(Action.NEW)
                    .setActionEvidence(new Evidence(EvidenceKind.INFERRED, "evaluate", null, null))
                    .setPubStatus(PubStatus.USABLE)
                    .setEmbargo(new Embargo(EmbargoKind.NONE, null, null))
                    .setHeadline(title)
                    .setBodyText(text)
                    .setLanguage(language)
                    .setFormat("text")
                    .setRaw(new Raw(ByteBuffer.wrap(raw), id, "text/plain", null))
                    .setOrigin(new Origin("evaluate", Channel.FOLDER, "file", number))
                    .build();
        }
    }

    private StreamedTexts() {}

    /**
     * Reads a file.
     *
     * @param labelled whether each article must have a story
     * @throws MalformedFile when a line is no article, or an id comes twice
     */
    static List<Text> read(Path file, boolean labelled) throws IOException {
        List<Text> texts = new ArrayList<>();
        Map<String, Integer> lineOf = new HashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            Text text = text(file, i + 1, lines.get(i), labelled);
            Integer before = lineOf.putIfAbsent(text.id, i + 1);
            if (before != null) {
                throw new MalformedFile(file, i + 1, "id '" + text.id + "' stands in line " + before + " already");
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw new MalformedFile(file, 1, "no texts; expected one JSON object a line");
        }
        return texts;
    }

    private static Text text(Path file, int number, String line, boolean labelled) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new MalformedFile(file, number, "not JSON: " + e.getOriginalMessage());
        }
        JsonNode text = json.has("text") ? json.path("text") : json.path("body");
        String id = json.path("id").asText("");
        if (id.isEmpty() || !text.isTextual()) {
            throw new MalformedFile(file, number, "expected an object with 'id' and 'text'");
        }
        String story = json.path("story").asText("");
        if (labelled && story.isEmpty()) {
            throw new MalformedFile(
                    file, number, "expected an object with 'id', 'story' and 'text'; there is no 'story'");
        }
        String title = json.path("title").asText("");
        String date = json.path("date").asText("");
        return new Text(
                id,
                story.isEmpty() ? null : story,
                title.isBlank() ? null : title,
                text.asText(),
                date.isBlank() ? null : date(file, number, date));
    }

    private static Instant date(Path file, int number, String written) {
        try {
            Matcher wire = WIRE_DATE.matcher(written);
            if (wire.matches()) {
                LocalDate day = LocalDate.parse(wire.group(1), DAY);
                return day.atStartOfDay()
                        .plusSeconds(wire.group(2) == null ? 0 : seconds(wire.group(2)))
                        .toInstant(ZoneOffset.UTC);
            }
            String date = written.strip();
            if (date.length() == "2000-01-01".length()) {
                return LocalDate.parse(date).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            return DateTimeFormatter.ISO_DATE_TIME.parseBest(date, Instant::from, LocalDateTime::from)
                            instanceof LocalDateTime local
                    ? local.toInstant(ZoneOffset.UTC)
                    : Instant.from(DateTimeFormatter.ISO_DATE_TIME.parse(date));
        } catch (DateTimeException e) {
            throw new MalformedFile(
                    file, number, "the date is '" + written + "'; expected ISO 8601, or as in 26-FEB-1987 15:01:01");
        }
    }

    private static long seconds(String clock) {
        return Integer.parseInt(clock.substring(0, 2)) * 3600L
                + Integer.parseInt(clock.substring(3, 5)) * 60L
                + Integer.parseInt(clock.substring(6, 8));
    }
}

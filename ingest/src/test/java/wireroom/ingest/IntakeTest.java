package wireroom.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Limits;
import wireroom.ingest.publish.Outgoing;
import wireroom.ingest.silence.SilenceSettings;
import wireroom.model.Cursor;
import wireroom.model.RejectedItem;
import wireroom.model.WireItem;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

class IntakeTest {
    private static final Cluster CLUSTER = new Cluster("none:1", "mock://intake");
    private static final Settings SMALL = new Settings(
            Duration.ofSeconds(1),
            Duration.ofMillis(1),
            200,
            20,
            500,
            1 << 20,
            Limits.DEFAULT,
            SilenceSettings.DEFAULT);
    private final Intake intake = new Intake(CLUSTER, SMALL);

    @AfterEach
    void close() {
        intake.close();
    }

    @Test
    void everyRecordIsKeyedAndReadable() {
        Intake.Taken taken =
                intake.take(Documents.document("acme/a.json", "[{\"uri\":\"u1\",\"version\":\"2\"},{\"uri\":}]"));
        assertThat(taken.records())
                .extracting(Outgoing::topic, Outgoing::key)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Topics.WIRE_ITEMS.name(), "northwire|u1"),
                        org.assertj.core.groups.Tuple.tuple(Topics.REJECTS.name(), "test|acme/a.json#1"));
        try (var items = Topics.WIRE_ITEMS.valueSerde(CLUSTER);
                var rejects = Topics.REJECTS.valueSerde(CLUSTER)) {
            WireItem item = items.deserializer()
                    .deserialize(
                            Topics.WIRE_ITEMS.name(), taken.records().get(0).value());
            assertThat(item.getRevisionRaw()).isEqualTo("2");
            RejectedItem reject = rejects.deserializer()
                    .deserialize(Topics.REJECTS.name(), taken.records().get(1).value());
            assertThat(reject.getDetail()).startsWith("acme/a.json:1:");
            assertThat(reject.getFingerprint()).hasSize(16);
        }
    }

    @Test
    void leavesOutWhatWasPublishedFromTheSameFileBefore() {
        Intake.Taken first = intake.take(Documents.document("a.ndjson", "{\"uri\":\"u1\"}\n{\"uri\":}\n"));
        Intake.Taken grown = intake.take(
                Documents.document("a.ndjson", "{\"uri\":\"u1\"}\n{\"uri\":}\n{\"uri\":\"u2\"}\n"),
                first.digests(),
                0,
                part -> {});
        assertThat(grown.items()).extracting(WireItem::getUri).containsExactly("u2");
        assertThat(grown.rejects()).isEmpty();
        assertThat(grown.digests()).hasSize(3).containsAll(first.digests());
    }

    @Test
    void keepsTheStartOfARefusedDocument() {
        Intake.Taken taken = intake.take(Documents.document("a.xml", "<sheet>" + "x".repeat(193)));
        RejectedItem reject = taken.rejects().getFirst();
        assertThat(reject.getCode()).isEqualTo("UNKNOWN_FORMAT");
        assertThat(reject.getTruncated()).isTrue();
        assertThat(reject.getBytes().remaining()).isEqualTo(20);
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i % 10 == 7 ? "{\"uri\":}\n" : "{\"uri\":\"u" + i + "\"}\n")
                .collect(Collectors.joining());
    }

    @Test
    void aLongDocumentComesInPartsWhichAreTheWholeInItsOrder() {
        List<Intake.Taken> parts = new ArrayList<>();
        Intake.Taken rest = intake.take(Documents.document("a.ndjson", lines(2000)), Set.of(), 0, parts::add);
        assertThat(parts)
                .hasSize(4)
                .allSatisfy(part -> assertThat(part.records())
                        .as("one place is the cursor's")
                        .hasSize(499));
        assertThat(parts).extracting(Intake.Taken::outcomes).containsExactly(499L, 998L, 1497L, 1996L);
        assertThat(rest.outcomes()).isEqualTo(2000);
        parts.add(rest);
        List<Outgoing> whole =
                intake.take(Documents.document("a.ndjson", lines(2000))).records();
        assertThat(parts.stream().flatMap(part -> part.records().stream()).map(Outgoing::key))
                .containsExactlyInAnyOrderElementsOf(
                        whole.stream().map(Outgoing::key).toList());
    }

    @Test
    void goesOnBehindWhatWasPublished() {
        List<Intake.Taken> parts = new ArrayList<>();
        Intake.Taken rest = intake.take(Documents.document("a.ndjson", lines(600)), Set.of(), 499, parts::add);
        assertThat(parts).isEmpty();
        assertThat(rest.records()).hasSize(101);
        assertThat(rest.items().getFirst().getUri()).isEqualTo("u499");
        assertThat(rest.outcomes()).isEqualTo(600);
    }

    @Test
    void oneCauseHasOneFingerprint() {
        RejectedItem a =
                intake.take(Documents.document("a.json", "{\"x\":1}")).rejects().getFirst();
        RejectedItem b =
                intake.take(Documents.document("b.json", "{\"y\":2}")).rejects().getFirst();
        RejectedItem c =
                intake.take(Documents.document("c.json", "{\"y\"")).rejects().getFirst();
        assertThat(a.getFingerprint()).isEqualTo(b.getFingerprint()).isNotEqualTo(c.getFingerprint());
    }

    /** What the header says outlives the registry: see ADR 6. */
    @Test
    void saysBesideEveryRecordWhichSchemaWroteIt() {
        List<Outgoing> records =
                new ArrayList<>(intake.take(Documents.document("a.ndjson", "{\"uri\":\"u1\"}\n{\"uri\":}\n"))
                        .records());
        records.add(intake.cursor(Cursor.newBuilder()
                .setSourceId("quay")
                .setPart("a.json")
                .setFields(Map.of())
                .setAt(Instant.EPOCH)
                .build()));

        assertThat(records)
                .extracting(Outgoing::topic)
                .containsExactly(Topics.WIRE_ITEMS.name(), Topics.REJECTS.name(), Topics.INGEST_STATE.name());
        assertThat(records)
                .allSatisfy(record -> assertThat(record.headers().lastHeader("wireroom.schema"))
                        .isNotNull());
    }
}

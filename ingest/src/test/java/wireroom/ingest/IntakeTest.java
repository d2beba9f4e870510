package wireroom.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wireroom.ingest.format.Documents;
import wireroom.ingest.publish.Outgoing;
import wireroom.model.RejectedItem;
import wireroom.model.WireItem;
import wireroom.topics.Cluster;
import wireroom.topics.Topics;

class IntakeTest {
    private static final Cluster CLUSTER = new Cluster("none:1", "mock://intake");
    private static final Settings SMALL =
            new Settings(Duration.ofSeconds(1), Duration.ofMillis(1), 200, 20, 500, 1 << 20);
    private final Intake intake = new Intake(CLUSTER, SMALL);

    @AfterEach
    void close() {
        intake.close();
    }

    @Test
    void everyRecordIsKeyedAndReadable() {
        Intake.Taken taken = intake.take(
                Documents.document("acme/a.json", "[{\"uri\":\"u1\",\"version\":\"2\"},{\"uri\":}]"), Set.of());
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
        Intake.Taken first = intake.take(Documents.document("a.ndjson", "{\"uri\":\"u1\"}\n{\"uri\":}\n"), Set.of());
        Intake.Taken grown = intake.take(
                Documents.document("a.ndjson", "{\"uri\":\"u1\"}\n{\"uri\":}\n{\"uri\":\"u2\"}\n"), first.digests());
        assertThat(grown.items()).extracting(WireItem::getUri).containsExactly("u2");
        assertThat(grown.rejects()).isEmpty();
        assertThat(grown.digests()).hasSize(3).containsAll(first.digests());
    }

    @Test
    void refusesADocumentOverTheLimitAndKeepsItsStart() {
        Intake.Taken taken = intake.take(Documents.document("a.txt", "x".repeat(201)), Set.of());
        RejectedItem reject = taken.rejects().getFirst();
        assertThat(reject.getCode()).isEqualTo("TOO_LARGE");
        assertThat(reject.getTruncated()).isTrue();
        assertThat(reject.getBytes().remaining()).isEqualTo(20);
    }

    @Test
    void oneCauseHasOneFingerprint() {
        RejectedItem a = intake.take(Documents.document("a.json", "{\"x\":1}"), Set.of())
                .rejects()
                .getFirst();
        RejectedItem b = intake.take(Documents.document("b.json", "{\"y\":2}"), Set.of())
                .rejects()
                .getFirst();
        RejectedItem c = intake.take(Documents.document("c.json", "{\"y\""), Set.of())
                .rejects()
                .getFirst();
        assertThat(a.getFingerprint()).isEqualTo(b.getFingerprint()).isNotEqualTo(c.getFingerprint());
    }
}

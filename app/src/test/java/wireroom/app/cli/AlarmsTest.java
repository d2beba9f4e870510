package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wireroom.model.Alarm;
import wireroom.model.Cursor;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Kill;
import wireroom.model.KillAck;

class AlarmsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static Cursor read(String source, String part, Instant at) {
        return new Cursor(source, part, Map.of(), at);
    }

    @Test
    void aSourceIsSilentWhenNoneOfItsPartsHasBroughtAnything() {
        List<Alarm> silent = AlarmsCommand.silent(
                        List.of(
                                read("lively", "a.json", NOON.minusSeconds(90_000)),
                                read("lively", "b.json", NOON),
                                read("silent", "c.json", NOON.minusSeconds(90_000))),
                        NOON.minusSeconds(86_400))
                .toList();

        assertThat(silent).extracting(Alarm::getSubject).containsExactly("silent");
        assertThat(silent.getFirst().getDetail()).isEqualTo("has brought nothing since 2026-02-28T11:00:00Z");
    }

    @Test
    void whoHasNotAcknowledgedStillHoldsWhatWentOut() {
        Kill kill = Kill.newBuilder()
                .setId("meridian|a")
                .setReceivedAt(NOON)
                .setEvidence(new Evidence(EvidenceKind.EXPLICIT, "ninjs.pubstatus", null, null))
                .setWasPublished(true)
                .build();
        List<KillAck> acks = List.of(new KillAck("meridian|a", "gateway", "e1", NOON, true));

        assertThat(KillsCommand.stillHeldBy(kill, acks, List.of("topics", "gateway", "postgresql")))
                .containsExactly("postgresql", "topics");
        assertThat(KillsCommand.stillHeldBy(
                        Kill.newBuilder(kill).setWasPublished(false).build(), List.of(), List.of("gateway")))
                .isEmpty();
    }
}

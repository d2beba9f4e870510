package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Kill;
import wireroom.model.KillAck;

class AlarmsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

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

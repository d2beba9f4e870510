package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wireroom.model.Action;
import wireroom.model.EdNote;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;

class LifecycleTest {

    @ParameterizedTest
    @CsvSource({
        "usable,USABLE",
        "canceled,CANCELED",
        "Cancelled,CANCELED",
        "stat:canceled,CANCELED",
        "http://cv.iptc.org/newscodes/pubstatusg2/withheld,WITHHELD"
    })
    void readsEverySpellingOfAStatus(String raw, PubStatus expected) {
        assertThat(Lifecycle.pubStatus(raw)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "CORRECTED-Two boats,CORRECTION",
        "Correction: two boats,CORRECTION",
        "CORRECTION - two boats,CORRECTION",
        "Korrektur: Zwei Boote,CORRECTION",
        "Corrected exams delight pupils,NEW",
        "Correction-facility riot ends,NEW",
        "Corrections officer held,NEW"
    })
    void infersACorrectionOnlyFromALeadWord(String headline, Action expected) {
        Lifecycle.Decision decision = Lifecycle.decide(
                PubStatus.USABLE, null, Optional.empty(), headline, List.of(), Optional.empty(), "first");
        assertThat(decision.action()).isEqualTo(expected);
        assertThat(decision.evidence().getKind())
                .isEqualTo(expected == Action.CORRECTION ? EvidenceKind.INFERRED : EvidenceKind.EXPLICIT);
    }

    @ParameterizedTest
    @CsvSource({"CANCELED,KILL", "WITHHELD,HOLD", "USABLE,CORRECTION"})
    void statusIsStrongerThanSignalNoteAndVersion(PubStatus status, Action expected) {
        assertThat(Lifecycle.decide(
                                status,
                                "status",
                                Optional.of("signal"),
                                "Correction: x",
                                List.of(new EdNote(null, "Corrects para 2")),
                                Optional.of("version"),
                                "first")
                        .action())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1,false",
        "2,true",
        "10,true",
        "978556838,true",
        "99999999999999999999,true",
        "0,false",
        "b,false",
        "'',false"
    })
    void aVersionAboveOneIsAnUpdate(String version, boolean later) {
        assertThat(Lifecycle.isLater(version)).isEqualTo(later);
    }
}

package wireroom.registry;

import java.time.Instant;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Pins;
import wireroom.model.PubStatus;

/** An article that says no more than it must. */
final class Articles {
    private Articles() {}

    static Article withBody(String body) {
        return Article.newBuilder()
                .setId("meridian|quake-lima")
                .setProvider("meridian")
                .setUri("quake-lima")
                .setStatus(PubStatus.USABLE)
                .setEmbargo(Embargo.newBuilder().setKind(EmbargoKind.NONE).build())
                .setAction(Action.NEW)
                .setActionEvidence(Evidence.newBuilder()
                        .setKind(EvidenceKind.INFERRED)
                        .setRule("first-version")
                        .build())
                .setHeadline("Quake hits Lima")
                .setBody(body)
                .setSource("seeds")
                .setFormat("text")
                .setReceivedAt(Instant.parse("2026-11-21T12:00:00Z"))
                .setEmission(1)
                .setPins(Pins.newBuilder()
                        .setCode("1")
                        .setModels("1")
                        .setVocabulary("1")
                        .setSettings("1")
                        .build())
                .build();
    }
}

package wireroom.gateway;

import java.time.Instant;
import java.util.List;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.MediaTopic;
import wireroom.model.Mention;
import wireroom.model.Pins;
import wireroom.model.PubStatus;
import wireroom.model.Story;
import wireroom.model.StoryEvent;
import wireroom.model.TopicOrigin;

/** News facts for tests. */
public final class Wire {
    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Wire() {}

    /** A quake in Lima, first version. */
    public static Article quake() {
        return bulletin("andina|quake-lima", 1, "Quake hits Lima", "LIMA - Rosa Quispe felt the tremor.");
    }

    public static Article bulletin(String id, long emission, String headline, String body) {
        int lima = body.indexOf("LIMA");
        int quispe = body.indexOf("Rosa Quispe");
        return text(id, emission, headline, body)
                .setEntities(
                        lima < 0 || quispe < 0
                                ? List.of()
                                : List.of(
                                        entity("geonames:3936456", "Lima", EntityType.LOC, lima, lima + 4),
                                        entity(
                                                "local:rosa-quispe",
                                                "Rosa Quispe",
                                                EntityType.PER,
                                                quispe,
                                                quispe + 11)))
                .setMediaTopics(List.of(new MediaTopic(
                        "medtop:03000000",
                        "disaster, accident and emergency incident",
                        0.9,
                        TopicOrigin.CLASSIFIER,
                        List.of("tremor"))))
                .build();
    }

    private static Article.Builder text(String id, long emission, String headline, String body) {
        return bare(id, emission)
                .setVersion(Long.toString(emission))
                .setHeadline(headline)
                .setBody(body)
                .setLanguage("en-GB")
                .setUrgency(2)
                .setVersionCreated(NOON.plusSeconds(emission));
    }

    public static Article killed(String id, long emission) {
        return bare(id, emission)
                .setStatus(PubStatus.CANCELED)
                .setAction(Action.KILL)
                .build();
    }

    public static Article withheld(String id, long emission) {
        return bare(id, emission)
                .setStatus(PubStatus.WITHHELD)
                .setAction(Action.HOLD)
                .build();
    }

    public static Article embargoedAgain(String id, long emission) {
        return bare(id, emission)
                .setEmbargo(Embargo.newBuilder()
                        .setKind(EmbargoKind.UNTIL)
                        .setUntil(NOON.plusSeconds(3_600))
                        .build())
                .build();
    }

    public static Article revived(String id, long emission, String headline) {
        return text(id, emission, headline, "Again.").setRevived(true).build();
    }

    public static Story story(String id, String title, String... members) {
        return Story.newBuilder()
                .setId(id)
                .setEvent(StoryEvent.BORN)
                .setMembers(List.of(members))
                .setTitle(title)
                .setSources(members.length)
                .build();
    }

    private static Article.Builder bare(String id, long emission) {
        return Article.newBuilder()
                .setId(id)
                .setProvider(id.substring(0, id.indexOf('|')))
                .setUri(id.substring(id.indexOf('|') + 1))
                .setEmission(emission)
                .setStatus(PubStatus.USABLE)
                .setEmbargo(Embargo.newBuilder().setKind(EmbargoKind.NONE).build())
                .setAction(emission == 1 ? Action.NEW : Action.UPDATE)
                .setActionEvidence(Evidence.newBuilder()
                        .setKind(EvidenceKind.EXPLICIT)
                        .setRule("ninjs.version")
                        .build())
                .setSource("seeds")
                .setFormat("ninjs-3")
                .setReceivedAt(NOON)
                .setPins(new Pins("0.1.0", "m", "v", "s", 0L));
    }

    private static Entity entity(String id, String name, EntityType type, int start, int end) {
        return Entity.newBuilder()
                .setId(id)
                .setName(name)
                .setType(type)
                .setMentions(List.of(new Mention(start, end)))
                .setConfidence(1)
                .build();
    }
}

package wireroom.sink;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Edition;
import wireroom.model.EditionState;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.MediaTopic;
import wireroom.model.Mention;
import wireroom.model.Pins;
import wireroom.model.PubStatus;
import wireroom.model.RevisionNote;
import wireroom.model.Story;
import wireroom.model.StoryEvent;
import wireroom.model.TopicOrigin;
import wireroom.topics.Topics;

/** News facts for the tests of stores, and the log that they stand in. */
public final class Facts {
    public static final Instant MORNING = Instant.parse("2026-11-21T06:00:00Z");
    public static final TopicPartition ARTICLES =
            new TopicPartition(Topics.articles("e1").name(), 0);
    public static final TopicPartition ARTICLES_2 =
            new TopicPartition(Topics.articles("e2").name(), 0);
    public static final TopicPartition STORIES =
            new TopicPartition(Topics.stories("e1").name(), 0);
    public static final TopicPartition HOLDS =
            new TopicPartition(Topics.holds("e1").name(), 0);
    public static final TopicPartition KILLS = new TopicPartition(Topics.KILLS.name(), 0);
    public static final TopicPartition EDITIONS = new TopicPartition(Topics.EDITIONS.name(), 0);

    private Facts() {}

    public static String id(String name) {
        return "test-agency|" + name;
    }

    public static Embargo free() {
        return new Embargo(EmbargoKind.NONE, null, because("none"));
    }

    private static Evidence because(String rule) {
        return new Evidence(EvidenceKind.EXPLICIT, rule, null, null);
    }

    /** An emission with text, received as many minutes after six as its number says. */
    public static Article.Builder article(String name, long emission) {
        return Article.newBuilder()
                .setId(id(name))
                .setProvider("test-agency")
                .setUri(name)
                .setVersion(Long.toString(emission))
                .setEmission(emission)
                .setStatus(PubStatus.USABLE)
                .setEmbargo(free())
                .setAction(emission == 1 ? Action.NEW : Action.UPDATE)
                .setActionEvidence(because("version"))
                .setRevived(false)
                .setLanguage("en")
                .setHeadline("Quake hits Lima, report " + emission)
                .setBody("LIMA, Nov 21 - A quake shook Lima for the " + emission + ". time.\n\nNobody was hurt.")
                .setUrgency(2)
                .setKeywords(List.of("quake"))
                .setSource("test")
                .setFormat("ninjs-3")
                .setVersionCreated(MORNING.plusSeconds(60 * emission))
                .setReceivedAt(MORNING.plusSeconds(60 * emission))
                .setEntities(List.of(new Entity(
                        "geonames:3936456",
                        "Lima",
                        EntityType.LOC,
                        List.of(new Mention(0, 4)),
                        0.9,
                        "most people",
                        List.of("wikidata:Q2868"),
                        List.of(),
                        List.of())))
                .setMediaTopics(List.of(
                        new MediaTopic("medtop:20000151", "earthquake", 0.8, TopicOrigin.CLASSIFIER, List.of("quake"))))
                .setStory(id(name))
                .setRevisions(List.of(new RevisionNote(
                        Long.toString(emission), MORNING, Action.NEW, PubStatus.USABLE, "00ff", 1, true, null)))
                .setPins(new Pins("0.1", "models", "vocabulary", "settings", 0L));
    }

    /** The emission that a kill makes: without text. */
    public static Article canceled(String name, long emission) {
        return article(name, emission)
                .setStatus(PubStatus.CANCELED)
                .setAction(Action.KILL)
                .setLanguage(null)
                .setHeadline(null)
                .setBody(null)
                .setKeywords(List.of())
                .setEntities(List.of())
                .setMediaTopics(List.of())
                .setStory(null)
                .build();
    }

    public static Kill kill(String name, int minute) {
        return new Kill(id(name), "2", MORNING.plusSeconds(60L * minute), because("ninjs.pubstatus"), true, null);
    }

    public static Hold hold(String name, EmbargoKind kind) {
        return new Hold(id(name), "1", new Embargo(kind, null, because("ninjs.embargoed")), MORNING);
    }

    public static Story story(String name, StoryEvent event, String title, String... members) {
        return Story.newBuilder()
                .setId(id(name))
                .setEvent(event)
                .setMembers(List.of(members).stream().map(Facts::id).toList())
                .setTitle(title)
                .setSources(1)
                .build();
    }

    public static Edition edition(String name, EditionState state, long promotion) {
        return new Edition(name, state, MORNING, MORNING, null, Map.of("text", "plain"), promotion, 0L);
    }

    /** Records of the partitions above in the order in which they were logged; offsets count from 0. */
    public static final class Log {
        private final Map<TopicPartition, Integer> ends = new java.util.HashMap<>();
        private final List<Entry> entries = new ArrayList<>();

        private Entry.Place next(TopicPartition partition) {
            return new Entry.Place(partition, ends.merge(partition, 1, Integer::sum) - 1);
        }

        public Log article(Article article) {
            entries.add(new Entry.OfArticle(next(ARTICLES), "e1", article));
            return this;
        }

        public Log article2(Article article) {
            entries.add(new Entry.OfArticle(next(ARTICLES_2), "e2", article));
            return this;
        }

        public Log story(Story story) {
            entries.add(new Entry.OfStory(next(STORIES), "e1", story));
            return this;
        }

        public Log hold(Hold hold) {
            entries.add(new Entry.OfHold(next(HOLDS), "e1", hold));
            return this;
        }

        public Log kill(Kill kill) {
            entries.add(new Entry.OfKill(next(KILLS), kill));
            return this;
        }

        public Log edition(Edition edition) {
            entries.add(new Entry.OfEdition(next(EDITIONS), edition));
            return this;
        }

        /** Everything logged so far. */
        public List<Entry> entries() {
            return entries;
        }
    }

    /** A sink in miniature: owns partitions of a store, and writes entries in batches. */
    public static final class Owner {
        private final ArticleStore store;
        private final Map<TopicPartition, ArticleStore.Claim> claims = new java.util.HashMap<>();

        public Owner(ArticleStore store) {
            this.store = store;
        }

        public Owner claims(TopicPartition... partitions) {
            claims.putAll(store.claim(List.of(partitions)));
            return this;
        }

        public long position(TopicPartition partition) {
            return claims.get(partition).position();
        }

        /** A batch of those entries that the store has not, without moving on. */
        public Batch batch(List<Entry> entries) {
            List<Entry> fresh = entries.stream()
                    .filter(e -> e.place().offset()
                            >= claims.get(e.place().partition()).position())
                    .toList();
            Map<TopicPartition, Batch.Span> spans = new java.util.HashMap<>();
            for (Entry e : fresh) {
                ArticleStore.Claim claim = claims.get(e.place().partition());
                spans.put(
                        e.place().partition(),
                        new Batch.Span(claim.position(), e.place().offset() + 1, claim.epoch()));
            }
            return new Batch(fresh, spans);
        }

        public ArticleStore.Written write(List<Entry> entries) {
            return write(batch(entries));
        }

        public ArticleStore.Written write(Log log) {
            return write(log.entries());
        }

        public ArticleStore.Written write(Batch batch) {
            ArticleStore.Written written = store.write(batch);
            if (written instanceof ArticleStore.Written.Stored) {
                batch.spans().forEach((p, span) -> claims.put(p, new ArticleStore.Claim(span.to(), span.epoch())));
            }
            return written;
        }
    }
}

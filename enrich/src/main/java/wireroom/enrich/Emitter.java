package wireroom.enrich;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import wireroom.article.ArticleDigest;
import wireroom.enrich.lifecycle.Head;
import wireroom.enrich.mediatopic.MediaTopicStep;
import wireroom.enrich.neighbour.Fingerprint;
import wireroom.enrich.neighbour.FingerprintStep;
import wireroom.enrich.neighbour.Placement;
import wireroom.enrich.token.Tokens;
import wireroom.model.Article;
import wireroom.model.DuplicateKind;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Hold;
import wireroom.model.Kill;
import wireroom.model.MediaTopic;
import wireroom.model.PubStatus;

/**
 * Brings head, enriched text and place among neighbours together, and puts an Article out when it says something new.
 * What must have no text goes out at once; text waits for its first placement.
 */
final class Emitter {
    /** Header with the top-level media topics of this Article and of the one before, for routing without decoding. */
    static final String MEDIA_TOPICS = "mediatopics";

    private static final String LEAK_RISK = "LEAK_RISK";

    private static final Emission NOTHING = Emission.newBuilder().build();

    private final Enrichment enrichment;
    private final KillLedger ledger;
    private final Alarms alarms;
    private final ProcessorContext<String, Output> context;
    private final KeyValueStore<String, Article> articles;
    private final KeyValueStore<String, Emission> emissions;

    Emitter(Enrichment enrichment, KillLedger ledger, Alarms alarms, ProcessorContext<String, Output> context) {
        this.enrichment = enrichment;
        this.alarms = alarms;
        this.ledger = ledger;
        this.context = context;
        this.articles = context.getStateStore(States.ARTICLES);
        this.emissions = context.getStateStore(States.EMISSIONS);
    }

    /** A head that may have changed. */
    void revise(Record<String, Draft> record) {
        Draft draft = record.value();
        if (draft.rejected() != null) {
            send(record.key(), record.timestamp(), new Output.Refused(draft.rejected()));
            return;
        }
        if (draft.alarm() != null) {
            send(record.key(), record.timestamp(), new Output.Alarmed(draft.alarm()));
        }
        if (draft.head() == null) {
            return;
        }
        Emission known = emissions.get(record.key());
        Turn turn = new Turn(record.key(), record.timestamp(), known == null ? NOTHING : known);
        turn.tellHold(draft.head());
        turn.tellLeak(draft.head());
        turn.tellKill(draft.head());
        if (draft.head().shown()) {
            turn.show(draft);
        } else {
            turn.hide(draft.head());
        }
        turn.keep();
    }

    /** An article stands elsewhere among its neighbours. */
    void place(Record<String, Placement> record) {
        Placement placement = record.value();
        Emission known = emissions.get(record.key());
        // Out of date: the article has no text any more, or another language.
        if (known == null || !placement.getLanguage().equals(known.getLanguage())) {
            return;
        }
        Turn turn = new Turn(record.key(), record.timestamp(), known);
        turn.place(placement);
        turn.keep();
    }

    private void send(String key, long timestamp, Output output) {
        context.forward(new Record<>(key, output, timestamp, new RecordHeaders()));
    }

    /** One article's turn: what is known of it, changed bit by bit, and what goes out meanwhile. */
    private final class Turn {
        private final String id;
        private final long timestamp;
        private final Emission before;
        private final Emission.Builder after;

        Turn(String id, long timestamp, Emission known) {
            this.id = id;
            this.timestamp = timestamp;
            this.before = known;
            this.after = Emission.newBuilder(known);
        }

        void keep() {
            Emission now = after.build();
            if (!now.equals(before)) {
                emissions.put(id, now);
            }
        }

        void tellHold(Head head) {
            String hold = head.held() ? nameOf(head.embargo()) : null;
            if (!Objects.equals(hold, before.getHold())) {
                after.setHold(hold);
                Embargo embargo = hold != null
                        ? head.embargo()
                        : Embargo.newBuilder().setKind(EmbargoKind.NONE).build();
                send(
                        id,
                        timestamp,
                        new Output.Held(Hold.newBuilder()
                                .setId(id)
                                .setVersion(head.version())
                                .setEmbargo(embargo)
                                .setReceivedAt(head.receivedAt())
                                .build()));
            }
        }

        /** R9: an embargo is too late for what has left already. */
        void tellLeak(Head head) {
            boolean embargoed = head.held();
            if (head.anomalies().contains(LEAK_RISK) && embargoed != (before.getHold() != null)) {
                String detail = "an embargo " + nameOf(head.embargo()) + " came with version " + head.version()
                        + " after a free version"
                        + (before.getHadText() ? ", which went out (emission " + before.getEmission() + ")" : "");
                send(
                        id,
                        timestamp,
                        new Output.Alarmed(alarms.of(
                                Alarms.LEAK_RISK,
                                id,
                                detail,
                                "ask whoever has had it to hold it back; wireroom article shows its revisions",
                                head.receivedAt(),
                                !embargoed)));
            }
        }

        void tellKill(Head head) {
            // What a feed deletes a later entry may bring back, so the ledger, which is for good, must not know of it.
            if (!head.killed() || before.getKilled()) {
                return;
            }
            after.setKilled(true);
            Instant known = ledger.killedAt(id);
            if (known == null || before.getHadText() && !ledger.wasPublished(id)) {
                send(
                        id,
                        timestamp,
                        new Output.Killed(Kill.newBuilder()
                                .setId(id)
                                .setVersion(head.version())
                                .setReceivedAt(head.killedByLedger() && known != null ? known : head.receivedAt())
                                .setEvidence(head.evidence())
                                .setWasPublished(before.getHadText())
                                .setBy(head.by())
                                .build()));
            }
        }

        void show(Draft draft) {
            Head head = draft.head();
            Article article;
            Tokens tokens;
            if (draft.item() != null) {
                article = enrichment.article(id, draft);
                tokens = draft.tokens();
            } else {
                article = enrichment.article(id, head, articles.get(id));
                tokens = Tokens.of(article.getBody() == null ? "" : article.getBody());
            }
            articles.put(id, article);
            after.setContent(head.content()).setAuthority(draft.authority());
            tellNeighbours(FingerprintStep.of(article, tokens));
            Change change = change(head, draft.cause());
            if (after.getStory() == null) {
                after.setPending(change.name());
            } else {
                emit(article, change);
            }
        }

        void hide(Head head) {
            if (before.getLanguage() != null) {
                withdraw();
            }
            if (before.getContent() != null) {
                articles.delete(id);
                after.setContent(null);
            }
            after.setPending(null);
            if (before.getEmission() > 0 || head.status() != PubStatus.USABLE && !head.held()) {
                emit(
                        enrichment.withoutText(id, head),
                        head.status() == PubStatus.CANCELED ? Change.KILL : Change.REVISION);
            }
        }

        void place(Placement placement) {
            after.setDuplicateOf(placement.getDuplicateOf())
                    .setDuplicateKind(
                            placement.getDuplicateKind() == null
                                    ? null
                                    : placement.getDuplicateKind().name())
                    .setStory(placement.getStory())
                    .setPending(null);
            emit(articles.get(id), before.getPending() == null ? Change.STORY : Change.valueOf(before.getPending()));
        }

        private void tellNeighbours(Fingerprint fingerprint) {
            if (before.getLanguage() != null && !before.getLanguage().equals(fingerprint.getLanguage())) {
                withdraw();
            }
            ByteBuffer digest = Digests.of(fingerprint);
            if (!digest.equals(after.getFingerprint())) {
                after.setFingerprint(digest).setLanguage(fingerprint.getLanguage());
                send(id, timestamp, new Output.Fingerprinted(fingerprint));
            }
        }

        private void withdraw() {
            Fingerprint gone = FingerprintStep.withdrawn(id, before.getLanguage());
            send(id, timestamp, new Output.Fingerprinted(gone));
            after.setFingerprint(null)
                    .setLanguage(null)
                    .setDuplicateOf(null)
                    .setDuplicateKind(null)
                    .setStory(null);
        }

        private Change change(Head head, Cause cause) {
            if (cause.change() == Change.RELEASE || before.getHold() != null && !head.held()) {
                return Change.RELEASE;
            }
            return before.getPending() == null ? Change.REVISION : Change.valueOf(before.getPending());
        }

        private void emit(Article enriched, Change change) {
            Article article = Article.newBuilder(enriched)
                    .setDuplicateOf(after.getDuplicateOf())
                    .setDuplicateKind(
                            after.getDuplicateKind() == null ? null : DuplicateKind.valueOf(after.getDuplicateKind()))
                    .setStory(after.getStory())
                    .setEmission(before.getEmission() + 1)
                    .build();
            ByteBuffer digest = ByteBuffer.wrap(ArticleDigest.of(article));
            if (digest.equals(before.getDigest())) {
                return;
            }
            String seen = seen(article, after.getContent());
            List<String> topics = topLevel(article.getMediaTopics());
            RecordHeaders headers = new RecordHeaders();
            headers.add(Change.HEADER, bytes((seen.equals(before.getSeen()) ? Change.HISTORY : change).header()));
            headers.add(MEDIA_TOPICS, bytes(String.join(",", union(before.getTopics(), topics))));
            context.forward(new Record<>(id, new Output.Enriched(article), timestamp, headers));
            after.setEmission(article.getEmission())
                    .setDigest(digest)
                    .setSeen(seen)
                    .setTopics(topics)
                    .setHadText(before.getHadText() || article.getBody() != null || article.getHeadline() != null);
        }
    }

    /** What a reader can tell apart. */
    private static String seen(Article article, String content) {
        return String.join(
                "\n",
                String.valueOf(content),
                String.valueOf(article.getVersion()),
                article.getStatus().name(),
                nameOf(article.getEmbargo()),
                article.getAction().name(),
                String.valueOf(article.getExpires()),
                String.valueOf(article.getVersionCreated()),
                String.valueOf(article.getDuplicateOf()),
                String.valueOf(article.getStory()));
    }

    private static String nameOf(Embargo embargo) {
        return embargo.getKind().name() + ' ' + embargo.getUntil();
    }

    private static List<String> topLevel(List<MediaTopic> topics) {
        return topics.stream()
                .map(topic -> MediaTopicStep.topLevel(topic.getCode()))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private static Collection<String> union(List<String> one, List<String> other) {
        TreeSet<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}

package wireroom.enrich;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import wireroom.enrich.entity.EntityStep;
import wireroom.enrich.language.LanguageDetector;
import wireroom.enrich.lifecycle.Head;
import wireroom.enrich.mediatopic.MediaTopicStep;
import wireroom.enrich.text.CleanText;
import wireroom.enrich.text.TextCleaner;
import wireroom.enrich.token.Tokens;
import wireroom.model.Article;
import wireroom.model.EdNote;
import wireroom.model.Entity;
import wireroom.model.MediaTopic;
import wireroom.model.Pins;
import wireroom.model.Removal;
import wireroom.model.Subject;
import wireroom.model.WireItem;
import wireroom.topics.Topics;

/**
 * The steps that make an article of a wire item, one token pass for all. A step that fails on an item refuses that item
 * and nothing else.
 */
final class Enrichment {
    /** The parts that tests replace. */
    interface Parts {
        CleanText clean(WireItem item);

        String language(String text, String claimed);

        /** @param authority state of the authority to link by */
        List<Entity> entities(WireItem item, CleanText text, Tokens tokens, String language, long authority);

        List<MediaTopic> mediaTopics(List<Subject> wire, CleanText text, Tokens tokens, String language);

        /** Digest of models and resources. */
        String models();

        /** Digest of the media topic vocabulary. */
        String vocabulary();
    }

    private final Parts parts;
    private final Pins pins;

    Enrichment(Parts parts, Map<String, String> settings) {
        this.parts = parts;
        this.pins = Pins.newBuilder()
                .setCode(Version.CODE)
                .setModels(parts.models())
                .setVocabulary(parts.vocabulary())
                .setSettings(Digests.hex(new TreeMap<>(settings).toString().getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    Draft text(Draft draft) {
        return step("text", draft, d -> {
            CleanText clean = parts.clean(d.item());
            return d.withText(clean, Tokens.of(clean.body() == null ? "" : clean.body()));
        });
    }

    Draft language(Draft draft) {
        return step("language", draft, d -> {
            String text =
                    d.text().body() == null ? d.text().headline() : d.text().body();
            return d.withLanguage(parts.language(text, d.item().getLanguage()));
        });
    }

    Draft entity(Draft draft) {
        return step(
                "entity",
                draft,
                d -> d.withEntities(parts.entities(d.item(), d.text(), d.tokens(), d.language(), d.authority())));
    }

    Draft mediaTopic(Draft draft) {
        return step(
                "mediatopic",
                draft,
                d -> d.withMediaTopics(parts.mediaTopics(d.item().getSubjects(), d.text(), d.tokens(), d.language())));
    }

    private static Draft step(String name, Draft draft, UnaryOperator<Draft> step) {
        if (!draft.wantsSteps()) {
            return draft;
        }
        try {
            return step.apply(draft);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            return draft.withRejected(Rejects.failed(name, draft.cause(), e));
        }
    }

    /** The enriched article of a draft that went through all steps, not yet placed among its neighbours. */
    Article article(String id, Draft draft) {
        WireItem item = draft.item();
        CleanText text = draft.text();
        return withHead(Article.newBuilder(), id, draft.head())
                .setLanguage(draft.language())
                .setHeadline(text.headline())
                .setByline(text.byline())
                .setDateline(text.dateline())
                .setSummary(text.summary())
                .setBody(text.body())
                .setSlugline(item.getSlugline())
                .setUrgency(item.getUrgency())
                .setKeywords(item.getKeywords())
                .setEdNotes(Stream.concat(item.getEdNotes().stream().map(EdNote::getText), text.notes().stream())
                        .distinct()
                        .toList())
                .setRemovals(text.removals().stream()
                        .map(r -> new Removal(r.rule(), r.at(), r.length(), r.text()))
                        .toList())
                .setUsageTerms(
                        item.getRights() == null ? null : item.getRights().getUsageTerms())
                .setLink(item.getLink())
                .setEntities(draft.entities())
                .setMediaTopics(draft.mediaTopics())
                .setPins(Pins.newBuilder(pins).setAuthority(draft.authority()).build())
                .build();
    }

    /** The article enriched before, under another head. */
    Article article(String id, Head head, Article enriched) {
        Pins linkedBy = Pins.newBuilder(pins)
                .setAuthority(enriched.getPins().getAuthority())
                .build();
        return withHead(Article.newBuilder(enriched), id, head)
                .setPins(linkedBy)
                .build();
    }

    /** The article when there must be no text. */
    Article withoutText(String id, Head head) {
        return withHead(Article.newBuilder(), id, head).build();
    }

    private Article.Builder withHead(Article.Builder article, String id, Head head) {
        int bar = id.indexOf('|');
        return article.setId(id)
                .setProvider(id.substring(0, bar))
                .setUri(id.substring(bar + 1))
                .setVersion(head.version())
                .setEmission(0)
                .setStatus(head.status())
                .setEmbargo(head.embargo())
                .setAction(head.action())
                .setActionEvidence(head.evidence())
                .setRevived(head.revived())
                .setSource(head.source())
                .setFormat(head.format())
                .setFirstCreated(head.firstCreated())
                .setVersionCreated(head.versionCreated())
                .setReceivedAt(head.receivedAt())
                .setExpires(head.expires())
                .setRevisions(head.revisions())
                .setAnomalies(head.anomalies())
                .setPins(pins);
    }

    /** The real steps; loading their models takes time and memory, so editions with equal settings share them. */
    static final class Steps implements Parts {
        /** Least confidence of a media topic of ours. */
        static final String THRESHOLD = "mediatopic.threshold";

        private static final String DEFAULT_THRESHOLD = "0.5";

        /** Which models find the names of English texts: {@code news} or {@code open}. */
        static final String ENTITY_MODEL = "entity.model";

        private final TextCleaner cleaner = new TextCleaner();
        private final LanguageDetector languages = new LanguageDetector();
        private final EntityStep entities;
        private final MediaTopicStep mediaTopics;
        private final AuthorityStates states;
        /** The step by the state it links by, of the states that the partitions stand at. */
        private final Map<Long, EntityStep> byState = new LinkedHashMap<>();

        Steps(EntityStep entities, AuthorityStates states, Map<String, String> settings) {
            this.states = states;
            this.entities = entities.using(settings.getOrDefault(ENTITY_MODEL, EntityStep.NEWS));
            String threshold = settings.getOrDefault(THRESHOLD, DEFAULT_THRESHOLD);
            this.mediaTopics = new MediaTopicStep(threshold(threshold));
        }

        private static double threshold(String text) {
            try {
                double threshold = Double.parseDouble(text);
                if (threshold >= 0 && threshold <= 1) {
                    return threshold;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(THRESHOLD + " is '" + text + "': set it to 0..1", e);
            }
            throw new IllegalArgumentException(THRESHOLD + " is '" + text + "': set it to 0..1");
        }

        @Override
        public CleanText clean(WireItem item) {
            return cleaner.clean(item);
        }

        @Override
        public String language(String text, String claimed) {
            return languages.detect(text, claimed);
        }

        @Override
        public List<Entity> entities(WireItem item, CleanText text, Tokens tokens, String language, long authority) {
            return linkingBy(authority).find(item, text.headline(), text.body(), tokens, language);
        }

        private EntityStep linkingBy(long state) {
            if (state == 0) {
                return entities;
            }
            synchronized (byState) {
                EntityStep step = byState.remove(state);
                if (step == null) {
                    step = entities.with(states.at(state));
                    if (byState.size() >= Topics.PARTITIONS) {
                        byState.remove(byState.keySet().iterator().next());
                    }
                }
                byState.put(state, step);
                return step;
            }
        }

        @Override
        public List<MediaTopic> mediaTopics(List<Subject> wire, CleanText text, Tokens tokens, String language) {
            return mediaTopics.classify(wire, text.headline(), text.body(), tokens, language);
        }

        @Override
        public String models() {
            return Digests.hex((entities.digest() + '\n' + mediaTopics.digest()).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String vocabulary() {
            return mediaTopics.vocabularyDigest();
        }
    }
}

package wireroom.enrich.mediatopic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wireroom.enrich.mediatopic.TopWeights.Bag;
import wireroom.enrich.token.Tokens;
import wireroom.model.MediaTopic;
import wireroom.model.Subject;
import wireroom.model.TopicOrigin;

/**
 * Gives an article its IPTC Media Topics. Codes that came with the wire are trusted first; for the rest a linear
 * classifier (top level, English) and edited rules (English, German, Spanish, French) speak together, and the words that
 * decided are kept. A parent of a topic that is given is not given itself: {@link #topLevel} finds it.
 *
 * <p>No state between articles: thread-safe, and the same text gives the same topics.
 */
public final class MediaTopicStep {
    private static final int MOST_TOPICS = 6;
    private static final int MOST_EVIDENCE = 6;
    /** Strength of rules that makes a topic as likely as not. */
    private static final double HALF = 5;
    /** Tokens above which a text must say more to count as much. */
    private static final double USUAL_LENGTH = 250;

    private final double threshold;
    private final Shipped shipped;

    /**
     * With the vocabulary, rules and weights of this build; they are read once and shared.
     *
     * @param threshold least confidence, 0..1, of a topic that is ours; topics of the wire need none
     * @throws IllegalArgumentException when the threshold is not in 0..1
     */
    public MediaTopicStep(double threshold) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("mediatopic.threshold must be in 0..1, is " + threshold);
        }
        this.threshold = threshold;
        this.shipped = Shipped.ONCE;
    }

    /**
     * Media topics, by confidence.
     *
     * @param wireSubjects what the wire says; schemes we do not know are passed over
     * @param headline null when there is none; counts double
     * @param body null or empty gives the wire's topics only
     * @param bodyTokens tokens of {@code body}
     * @param language BCP 47; null is read as English
     */
    public List<MediaTopic> classify(
            List<Subject> wireSubjects, String headline, String body, Tokens bodyTokens, String language) {
        Map<String, MediaTopic> topics = new LinkedHashMap<>();
        for (Subject subject : wireSubjects) {
            String code = shipped.vocabulary.resolve(subject);
            if (code != null && !topics.containsKey(code)) {
                topics.put(code, topic(code, 1, TopicOrigin.WIRE, List.of(written(subject))));
            }
        }
        if (body != null && bodyTokens.size() > 0) {
            Tokens head = Tokens.of(headline == null ? "" : headline);
            ours(head, bodyTokens, language, topics);
        }
        List<MediaTopic> chosen = new ArrayList<>(topics.values());
        chosen.removeIf(topic -> topic.getOrigin() == TopicOrigin.CLASSIFIER
                && topics.keySet().stream().anyMatch(other -> shipped.vocabulary.below(other, topic.getCode())));
        chosen.sort(Comparator.comparingDouble((MediaTopic topic) -> -topic.getConfidence())
                .thenComparing(MediaTopic::getOrigin)
                .thenComparing(MediaTopic::getCode));
        return chosen;
    }

    /** Hex SHA-256 of weights and rules. */
    public String digest() {
        return shipped.models;
    }

    /** Hex SHA-256 of the vocabulary. */
    public String vocabularyDigest() {
        return shipped.vocabularyDigest;
    }

    /**
     * The top-level topic above a topic, or itself.
     *
     * @param code {@code medtop:} and 8 digits
     * @return null when the vocabulary has no such code
     */
    public static String topLevel(String code) {
        return Shipped.ONCE.vocabulary.top(code);
    }

    /**
     * Slug of a top-level topic, for {@code wireroom.mediatopic.<slug>.v1}, e.g. {@code crime-law-and-justice}.
     *
     * @return null when the code is not of the top level
     */
    public static String slug(String topCode) {
        return Shipped.ONCE.vocabulary.slug(topCode);
    }

    /** Codes of the top level, ascending: 17. */
    public static List<String> topLevels() {
        return List.copyOf(Shipped.ONCE.vocabulary.tops());
    }

    /** What speaks for a topic. */
    private static final class Case {
        private double rules;
        private double model;
        private int terms;
        private final Map<String, Double> words = new HashMap<>();

        private void word(String word, double strength) {
            words.merge(word, strength, Math::max);
        }

        private List<String> evidence() {
            return words.entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(MOST_EVIDENCE)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private void ours(Tokens head, Tokens body, String language, Map<String, MediaTopic> topics) {
        Map<String, Case> cases = new HashMap<>();
        speakRules(head, body, language, cases);
        if (language == null || language.equals("en") || language.startsWith("en-")) {
            speakModel(head, body, cases);
        }
        List<MediaTopic> ours = new ArrayList<>();
        cases.forEach((code, c) -> {
            // A parent is as likely as what its parts say together; without words of its own it is not given.
            double confidence = Math.round(100 * (1 - (1 - c.model) * (1 - c.rules))) / 100.0;
            if (confidence >= threshold && !c.words.isEmpty() && !topics.containsKey(code)) {
                ours.add(topic(code, confidence, TopicOrigin.CLASSIFIER, c.evidence()));
            }
        });
        ours.sort(Comparator.comparingDouble((MediaTopic topic) -> -topic.getConfidence())
                .thenComparing(MediaTopic::getCode));
        ours.stream().limit(MOST_TOPICS).forEach(topic -> topics.put(topic.getCode(), topic));
    }

    private void speakRules(Tokens head, Tokens body, String language, Map<String, Case> cases) {
        int rules = shipped.rules.language(language);
        if (rules < 0) {
            return;
        }
        Rules.Hits hits = shipped.rules.new Hits(rules);
        shipped.rules.find(head, true, hits);
        shipped.rules.find(body, false, hits);
        double length = Math.sqrt(Math.max(1, body.size() / USUAL_LENGTH));
        for (int i = 0; i < hits.size(); i++) {
            int[] spoken = hits.topics(i);
            for (int k = 0; k < spoken.length; k++) {
                Case c = cases.computeIfAbsent(shipped.rules.codes().get(spoken[k]), code -> new Case());
                double strength = hits.strength(i, k) / length;
                c.rules += strength;
                c.terms++;
                c.word(hits.words(i), strength);
            }
        }
        cases.values().forEach(c -> {
            // One word, however often, is a hint and no more.
            double strength = c.terms == 1 ? Math.min(c.rules, 3) : c.rules;
            c.rules = strength * strength / (strength * strength + HALF * HALF);
        });
    }

    private void speakModel(Tokens head, Tokens body, Map<String, Case> cases) {
        TopWeights weights = shipped.weights;
        Bag bag = new Bag(head.size() + body.size());
        bag.add(head, 2, 0);
        bag.add(body, 1, head.size());
        float[] scores = weights.score(bag);
        for (int t = 0; t < weights.size(); t++) {
            double probability = 1 / (1 + Math.exp(-scores[t]));
            Case known = cases.get(weights.code(t));
            if (probability < 0.2) {
                continue;
            }
            Case c = known == null ? cases.computeIfAbsent(weights.code(t), code -> new Case()) : known;
            c.model = probability;
            for (int k = 0; k < bag.size(); k++) {
                float share = weights.share(bag, k, t, scores[weights.size()]);
                if (share > 0.12f) {
                    int token = bag.example(k);
                    c.word(
                            token < head.size() ? head.word(token) : body.word(token - head.size()),
                            // On the scale of the rules: a word that decides alone is worth a strong term.
                            share * 4);
                }
            }
        }
    }

    private MediaTopic topic(String code, double confidence, TopicOrigin origin, List<String> evidence) {
        return MediaTopic.newBuilder()
                .setCode(code)
                .setName(shipped.vocabulary.concept(code).name())
                .setConfidence(confidence)
                .setOrigin(origin)
                .setEvidence(evidence)
                .build();
    }

    private static String written(Subject subject) {
        if (subject.getCode() != null) {
            String scheme = subject.getScheme();
            boolean prefixed = subject.getCode().indexOf(':') >= 0 || scheme == null || scheme.isEmpty();
            return prefixed ? subject.getCode() : scheme.toLowerCase(Locale.ROOT) + ":" + subject.getCode();
        }
        return subject.getUri() != null ? subject.getUri() : subject.getName();
    }

    /** What is in the jar, read on first use. */
    private record Shipped(
            Vocabulary vocabulary, Rules rules, TopWeights weights, String vocabularyDigest, String models) {
        private static final Shipped ONCE = read();

        private static Shipped read() {
            Resources words = new Resources();
            Vocabulary vocabulary = new Vocabulary(words);
            Resources models = new Resources();
            try {
                Rules rules = new Rules(models, vocabulary);
                TopWeights weights = TopWeights.read(models.stream("top-level.weights"));
                return new Shipped(vocabulary, rules, weights, words.digest(), models.digest());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

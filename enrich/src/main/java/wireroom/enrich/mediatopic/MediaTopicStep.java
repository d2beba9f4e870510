package wireroom.enrich.mediatopic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import wireroom.enrich.token.Tokens;
import wireroom.model.MediaTopic;
import wireroom.model.Subject;
import wireroom.model.TopicOrigin;

/**
 * Gives an article its IPTC Media Topics. Codes that came with the wire are trusted first; for the rest a linear
 * classifier (English: the 17 tops, and what Reuters wrote about in business) and edited rules (English, German, Spanish, French) speak together, and the words that
 * decided are kept. A parent of a topic that is given is not given itself: {@link #topLevel} finds it.
 *
 * <p>What is kept between articles are empty tables, one set a thread: thread-safe, and the same text gives the same topics.
 */
public final class MediaTopicStep {
    private static final int MOST_TOPICS = 6;
    private static final int MOST_EVIDENCE = 6;
    /** What a word of the headline counts. */
    private static final int HEADLINE = 2;
    /** Known words below which the classifier says nothing: rules decide alone. */
    private static final int FEW = 3;
    /** What a word must add to the score of a topic to be shown for it, and what a score of 1 is in terms of rules. */
    private static final float LEAST_SHARE = 0.08f;

    private static final float SHARE = 4;
    /** Confidence of business below which it is not asked which business. */
    private static final double HARDLY = 0.03;

    private static final String BUSINESS = "medtop:04000000";

    private final double threshold;
    private final Shipped shipped;
    private final ThreadLocal<Reading> readings;

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
        this.readings = ThreadLocal.withInitial(() -> new Reading(shipped));
    }

    /**
     * Media topics, the surest branch of the tree first: a topic counts there as much as the surest of the parents that
     * it stands for.
     *
     * @param wireSubjects what the wire says; schemes we do not know are passed over
     * @param headline null when there is none; counts double
     * @param body null or empty for a flash, which is a headline only
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
        // A flash is a headline and nothing else.
        Map<String, Double> branches = ours(headline, bodyTokens, language, topics);
        List<MediaTopic> chosen = new ArrayList<>(topics.values());
        chosen.removeIf(topic -> topic.getOrigin() == TopicOrigin.CLASSIFIER
                && topics.keySet().stream().anyMatch(other -> shipped.vocabulary.below(other, topic.getCode())));
        chosen.sort(Comparator.comparingDouble(
                        (MediaTopic topic) -> -branches.getOrDefault(topic.getCode(), topic.getConfidence()))
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

    /**
     * The active media topic that a subject of a wire means: retired codes follow what replaces them, subject codes what
     * became of them.
     *
     * @return null when it means something else
     */
    public static String resolve(Subject subject) {
        return Shipped.ONCE.vocabulary.resolve(subject);
    }

    /** Whether one topic lies below another in the tree; a topic does not lie below itself. */
    public static boolean below(String code, String ancestor) {
        return Shipped.ONCE.vocabulary.below(code, ancestor);
    }

    /**
     * What the labels of the training sets mean: codes by label in lower case, with {@code ?} before those that a text of
     * that label may or may not have. Reviewed by hand.
     */
    public static Map<String, List<String>> reviewedLabels() {
        Map<String, List<String>> written = new TreeMap<>();
        Labels labels = Labels.shipped();
        for (String label : labels.names()) {
            List<String> codes = new ArrayList<>(labels.of(label));
            labels.open(label).forEach(code -> codes.add("?" + code));
            written.put(label, List.copyOf(codes));
        }
        return written;
    }

    /** Codes of the top level, ascending: 17. */
    public static List<String> topLevels() {
        return List.copyOf(Shipped.ONCE.vocabulary.tops());
    }

    /**
     * How likely the classifier and the rules hold each topic to be, before the threshold and with parents: what
     * {@link #classify} chooses from.
     *
     * @param headline null when there is none
     * @param body tokens of the text
     * @param language BCP 47; null is read as English
     * @return confidence, 0..1, by code; topics that nothing speaks for are not in it
     */
    public Map<String, Double> assess(String headline, Tokens body, String language) {
        Reading reading = readings.get();
        reading.read(Tokens.of(headline == null ? "" : headline), body, language);
        Map<String, Double> confidences = new TreeMap<>();
        for (int i = 0; i < shipped.codes.length; i++) {
            if (reading.confidence[i] > 0) {
                confidences.put(shipped.codes[i], reading.confidence[i]);
            }
        }
        return confidences;
    }

    /** Adds ours to the topics, and says how sure each is of its branch. */
    private Map<String, Double> ours(String headline, Tokens body, String language, Map<String, MediaTopic> topics) {
        Reading reading = readings.get();
        reading.read(Tokens.of(headline == null ? "" : headline), body, language);
        List<MediaTopic> ours = new ArrayList<>();
        for (int i = 0; i < shipped.codes.length; i++) {
            double confidence = Math.round(100 * reading.confidence[i]) / 100.0;
            if (confidence > 0 && confidence >= threshold && !topics.containsKey(shipped.codes[i])) {
                List<String> evidence = reading.evidence(i);
                // What no word speaks for is not given, however likely.
                if (!evidence.isEmpty()) {
                    ours.add(topic(shipped.codes[i], confidence, TopicOrigin.CLASSIFIER, evidence));
                }
            }
        }
        // A parent beside its child takes no place, but lends it its confidence.
        Map<String, Double> branches = new HashMap<>();
        for (MediaTopic topic : ours) {
            double sure = ours.stream()
                    .filter(other -> other.equals(topic) || shipped.vocabulary.below(topic.getCode(), other.getCode()))
                    .mapToDouble(MediaTopic::getConfidence)
                    .max()
                    .orElseThrow();
            branches.put(topic.getCode(), sure);
        }
        List<String> codes = List.copyOf(branches.keySet());
        ours.removeIf(topic -> codes.stream().anyMatch(code -> shipped.vocabulary.below(code, topic.getCode())));
        ours.sort(Comparator.comparingDouble((MediaTopic topic) -> -branches.get(topic.getCode()))
                .thenComparing(MediaTopic::getCode));
        ours.stream().limit(MOST_TOPICS).forEach(topic -> topics.put(topic.getCode(), topic));
        return branches;
    }

    /** Whether the classifier reads this language. */
    private static boolean modelled(String language) {
        return language == null || language.equals("en") || language.startsWith("en-");
    }

    /** What rules and classifier find in one text; kept by a thread and used again. */
    private static final class Reading {
        private final Shipped shipped;
        private final Rules.Hits hits;
        private final TopicModel.Bag bag;
        /** By topic: strength of rules, 0..1, and confidence. */
        private final double[] rules;

        private final double[] confidence;
        private final String[] words = new String[MOST_EVIDENCE];
        private final double[] strengths = new double[MOST_EVIDENCE];
        private Tokens head = Tokens.of("");
        private Tokens body = head;
        private boolean model;

        Reading(Shipped shipped) {
            this.shipped = shipped;
            this.hits = shipped.rules.new Hits();
            this.bag = shipped.model.new Bag();
            rules = new double[shipped.codes.length];
            confidence = new double[shipped.codes.length];
        }

        void read(Tokens head, Tokens body, String language) {
            this.head = head;
            this.body = body;
            double[] read = hits.read(head, body, language);
            System.arraycopy(read, 0, rules, 0, read.length);
            System.arraycopy(rules, 0, confidence, 0, rules.length);
            model = modelled(language);
            bag.clear();
            if (!model) {
                return;
            }
            bag.add(head, HEADLINE, 0);
            bag.add(body, 1, head.size());
            if (bag.size() >= FEW) {
                bag.scoreTops();
                believe(0, shipped.model.tops());
                // All that the classifier knows below the top is business.
                if (shipped.business < 0 || confidence[shipped.business] >= HARDLY) {
                    bag.scoreBelow();
                    believe(shipped.model.tops(), shipped.model.size());
                }
            }
            for (int i = 0; i < confidence.length; i++) {
                // Rules below a top that the classifier finds unlikely are believed half.
                if (shipped.topOf[i] >= 0) {
                    confidence[i] = rules[i] * (0.5 + 0.5 * confidence[shipped.topOf[i]]);
                }
            }
        }

        private void believe(int from, int to) {
            for (int t = from; t < to; t++) {
                double around = 1;
                for (int i : shipped.within[t]) {
                    around *= 1 - rules[i];
                }
                confidence[shipped.ofModel[t]] = shipped.model.topic(t).probability(bag.score(t), 1 - around);
            }
        }

        /** The words that spoke most for a topic. */
        List<String> evidence(int topic) {
            Arrays.fill(strengths, 0);
            if (rules[topic] > 0) {
                for (int h = 0; h < hits.size(); h++) {
                    int[] topics = hits.topics(h);
                    for (int k = 0; k < topics.length; k++) {
                        if (topics[k] == topic) {
                            keep(hits.words(h, head, body), hits.strength(h, k));
                        }
                    }
                }
            }
            int t = shipped.toModel[topic];
            if (model && t >= 0 && bag.size() >= FEW) {
                for (int k = 0; k < bag.size(); k++) {
                    float share = bag.share(k, t);
                    // On the scale of the rules: a word that decides alone is worth a strong term.
                    if (share > LEAST_SHARE && share * SHARE > strengths[MOST_EVIDENCE - 1]) {
                        int token = bag.example(k);
                        keep(token < head.size() ? head.word(token) : body.word(token - head.size()), share * SHARE);
                    }
                }
            }
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < MOST_EVIDENCE && strengths[i] > 0; i++) {
                if (!kept.contains(words[i])) {
                    kept.add(words[i]);
                }
            }
            return kept;
        }

        private void keep(String word, double strength) {
            int at = MOST_EVIDENCE - 1;
            if (strength <= strengths[at]) {
                return;
            }
            while (at > 0 && strengths[at - 1] < strength) {
                strengths[at] = strengths[at - 1];
                words[at] = words[at - 1];
                at--;
            }
            strengths[at] = strength;
            words[at] = word;
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

    /**
     * What is in the jar, read on first use.
     *
     * @param codes topics that rules or classifier can give: those of the rules first, in their order
     * @param ofModel index of each topic of the classifier
     * @param toModel topic of the classifier at each index, or -1
     * @param within for each topic of the classifier the indices of the rules at or below it
     * @param business index of business, -1 when nothing gives it
     * @param topOf for each index the index of its top, where the classifier knows the top and not the topic itself; else -1
     */
    @SuppressWarnings("ArrayRecordComponent") // built once, shared by this package, never compared
    private record Shipped(
            Vocabulary vocabulary,
            Rules rules,
            TopicModel model,
            String[] codes,
            int[] ofModel,
            int[] toModel,
            int[][] within,
            int[] topOf,
            int business,
            String vocabularyDigest,
            String models) {
        private static final Shipped ONCE = read();

        private static Shipped read() {
            Resources words = new Resources();
            Vocabulary vocabulary = new Vocabulary(words);
            Resources models = new Resources();
            try {
                Rules rules = new Rules(models, vocabulary);
                TopicModel model = TopicModel.read(models.stream("topics.weights"));
                return of(vocabulary, rules, model, words.digest(), models.digest());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Shipped of(
                Vocabulary vocabulary, Rules rules, TopicModel model, String vocabularyDigest, String models) {
            List<String> codes = new ArrayList<>(rules.codes());
            int[] ofModel = new int[model.size()];
            for (int t = 0; t < ofModel.length; t++) {
                String code = model.topic(t).code();
                if (!codes.contains(code)) {
                    codes.add(code);
                }
                ofModel[t] = codes.indexOf(code);
            }
            int[] toModel = new int[codes.size()];
            Arrays.fill(toModel, -1);
            int[][] within = new int[ofModel.length][];
            for (int t = 0; t < ofModel.length; t++) {
                toModel[ofModel[t]] = t;
                String above = codes.get(ofModel[t]);
                within[t] = IntStream.range(0, codes.size())
                        .filter(i -> codes.get(i).equals(above) || vocabulary.below(codes.get(i), above))
                        .toArray();
            }
            int[] topOf = new int[codes.size()];
            for (int i = 0; i < topOf.length; i++) {
                int top = codes.indexOf(vocabulary.top(codes.get(i)));
                topOf[i] = toModel[i] < 0 && top >= 0 && toModel[top] >= 0 ? top : -1;
            }
            return new Shipped(
                    vocabulary,
                    rules,
                    model,
                    codes.toArray(String[]::new),
                    ofModel,
                    toModel,
                    within,
                    topOf,
                    codes.indexOf(BUSINESS),
                    vocabularyDigest,
                    models);
        }
    }
}

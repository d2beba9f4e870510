package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import wireroom.enrich.duplicate.Relation;
import wireroom.enrich.neighbour.Fingerprint;
import wireroom.enrich.neighbour.Placement;

/**
 * Judges the duplicates of the pipeline on labelled pairs of a stream. All articles of the files arrive and are placed; a
 * pair is found when both stand among the same duplicates, and what the later one is to the earlier one is told by the
 * rule that placed them. Who came first is told by the dates, or by the order of arrival. Precision, recall and F1 are of
 * copies, updates and excerpts, each right only as what it is; {@code anyKind} asks only whether it is one of them.
 * Accuracy: share of pairs told right, with look-alikes and strangers right when they are told apart. An item is an
 * article; its speed is of taking fingerprints and placing them.
 */
public final class DuplicateEvaluation {
    private DuplicateEvaluation() {}

    /**
     * Judges.
     *
     * @param pairs file of labelled pairs
     * @param language of the texts as BCP 47, null to let the pipeline tell each
     * @throws MalformedFile when a file is not articles, or the pairs are not of them
     */
    public static Judgement judge(List<Path> files, Path pairs, String language, LongSupplier nanoTime)
            throws IOException {
        List<StreamedTexts.Text> texts = new ArrayList<>();
        for (Path file : files) {
            texts.addAll(StreamedTexts.read(file, false));
        }
        List<LabelledPairs.Pair> labels = LabelledPairs.read(
                pairs, texts.stream().map(StreamedTexts.Text::id).collect(Collectors.toSet()));
        Arrivals stream = new Arrivals(texts, null, language);
        Map<String, String> idOf = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            idOf.put(texts.get(i).id(), stream.id(i));
        }
        Map<String, Placement> places = stream.placed();
        Tally all = new Tally();
        Tally anyKind = new Tally();
        Map<Relation, Tally> perRelation = new EnumMap<>(Relation.class);
        int right = 0;
        for (LabelledPairs.Pair pair : labels) {
            Relation told = told(stream, places, idOf.get(pair.one()), idOf.get(pair.other()));
            Relation wanted = pair.relation();
            right += told == wanted || !told.isDuplicate() && !wanted.isDuplicate() ? 1 : 0;
            perRelation.computeIfAbsent(wanted, relation -> new Tally()).expect();
            perRelation.computeIfAbsent(told, relation -> new Tally()).found(told == wanted);
            if (wanted.isDuplicate()) {
                all.expect();
                anyKind.expect();
            }
            if (told.isDuplicate()) {
                all.found(told == wanted);
                anyKind.found(wanted.isDuplicate());
            }
        }
        Map<String, Score> perClass = new LinkedHashMap<>();
        perRelation.forEach((relation, tally) -> perClass.put(LabelledPairs.name(relation), tally));
        double speed = stream.perSecond(nanoTime);
        Map<String, Double> more = new TreeMap<>();
        more.put("anyKindPrecision", anyKind.precision());
        more.put("anyKindRecall", anyKind.recall());
        more.put("anyKindF1", anyKind.f1());
        return new Judgement(
                "duplicates", all, (double) right / labels.size(), perClass, texts.size(), "articles", speed, more);
    }

    private static Relation told(Arrivals stream, Map<String, Placement> places, String one, String other) {
        Fingerprint first = stream.print(one);
        Fingerprint second = stream.print(other);
        if (first == null || second == null) {
            return Relation.NONE;
        }
        Relation relation = stream.relation(first, second);
        if (root(places.get(one)).equals(root(places.get(other)))) {
            // Alike through a third article only: the text moved on from one to the other.
            return relation.isDuplicate() ? relation : Relation.UPDATE;
        }
        return relation == Relation.ALIKE ? Relation.ALIKE : Relation.NONE;
    }

    private static String root(Placement place) {
        return place.getDuplicateOf() == null ? place.getId() : place.getDuplicateOf();
    }
}

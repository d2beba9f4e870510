package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import wireroom.enrich.neighbour.Placement;

/**
 * Judges the stories of the pipeline on labelled texts that arrive as a stream: an article goes through the steps, is
 * placed among those that are there, and stands at the end where the last word on it put it. Where the files have no
 * dates the articles were made in the order of the files, a second apart; a shuffle lets them arrive in another order, as
 * late wires do. Precision, recall and F1 are B³
 * (Bagga and Baldwin 1998): for each article, how much of its story belongs there, and how much of what belongs there is
 * in it; the mean over all articles. An item is an article; its speed is of taking fingerprints and placing them.
 */
public final class StoryEvaluation {
    private StoryEvaluation() {}

    /**
     * Judges.
     *
     * @param shuffle seed of another order of arrival, null for that of the files
     * @param language of the texts as BCP 47, null to let the pipeline tell each
     * @throws MalformedFile when a file is not labelled texts
     */
    public static Judgement judge(List<Path> files, Long shuffle, String language, LongSupplier nanoTime)
            throws IOException {
        List<StreamedTexts.Text> texts = new ArrayList<>();
        for (Path file : files) {
            texts.addAll(StreamedTexts.read(file, true));
        }
        Arrivals stream = new Arrivals(texts, shuffle, language);
        Map<String, Placement> places = stream.placed();
        List<String> wanted = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            wanted.add(texts.get(i).story());
            Placement place = places.get(stream.id(i));
            found.add(place == null ? stream.id(i) : place.getStory());
        }
        double speed = stream.perSecond(nanoTime);
        Map<String, Double> more = Map.of(
                "storiesFound", (double) found.stream().distinct().count(),
                "storiesExpected", (double) wanted.stream().distinct().count());
        return new Judgement("stories", bCubed(wanted, found), null, null, texts.size(), "articles", speed, more);
    }

    /** B³ of two ways to group the same things. */
    static Score bCubed(List<String> wanted, List<String> found) {
        Map<String, Integer> inWanted = new HashMap<>();
        Map<String, Integer> inFound = new HashMap<>();
        Map<List<String>, Integer> inBoth = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            inWanted.merge(wanted.get(i), 1, Integer::sum);
            inFound.merge(found.get(i), 1, Integer::sum);
            inBoth.merge(List.of(wanted.get(i), found.get(i)), 1, Integer::sum);
        }
        double precision = 0;
        double recall = 0;
        for (Map.Entry<List<String>, Integer> both : inBoth.entrySet()) {
            double times = both.getValue();
            recall += times * times / inWanted.get(both.getKey().get(0));
            precision += times * times / inFound.get(both.getKey().get(1));
        }
        precision /= wanted.size();
        recall /= wanted.size();
        return new Score.Of(precision, recall, 2 * precision * recall / (precision + recall));
    }
}

package wireroom.app.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import wireroom.enrich.text.CleanText;
import wireroom.enrich.text.TextCleaner;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Format;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.html.ShingleScore;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.profile.Profile;
import wireroom.model.Channel;
import wireroom.model.WireItem;

/**
 * Judges the main text that ingest finds on web pages. Pages with the whole text expected are counted by shingles of
 * four words, mean precision and mean recall over pages, as Scrapinghub's benchmark does; pages with passages that must
 * and must not be found are counted by passage over all pages, as trafilatura's does. An item is a page.
 */
public final class ExtractionEvaluation {
    private static final Instant ANY_TIME = Instant.EPOCH;

    private final TextCleaner cleaner = new TextCleaner();

    private ExtractionEvaluation() {}

    /**
     * Judges.
     *
     * @param directory with {@code ground-truth.json} and the pages, plain or gzip, beside it or in {@code html/}
     * @throws MalformedFile when the ground truth is not what it should be
     */
    public static Judgement judge(Path directory, LongSupplier nanoTime) throws IOException {
        return new ExtractionEvaluation().run(LabelledPages.read(directory), nanoTime);
    }

    private Judgement run(List<LabelledPages.Page> pages, LongSupplier nanoTime) {
        List<ShingleScore> scores = new ArrayList<>();
        List<ShingleScore> cleaned = new ArrayList<>();
        Tally passages = new Tally();
        long spared = 0;
        long unwanted = 0;
        for (LabelledPages.Page page : pages) {
            Optional<WireItem> item = parse(page);
            String found = item.map(ExtractionEvaluation::text).orElse("");
            if (page.text() != null) {
                scores.add(ShingleScore.of(page.text(), found));
                cleaned.add(ShingleScore.of(
                        page.text(), item.map(i -> text(cleaner.clean(i))).orElse("")));
            }
            String line = squeezed(found);
            for (String passage : page.with()) {
                passages.expect();
                if (line.contains(squeezed(passage))) {
                    passages.found(true);
                }
            }
            for (String passage : page.without()) {
                unwanted++;
                if (line.contains(squeezed(passage))) {
                    passages.found(false);
                } else {
                    spared++;
                }
            }
        }
        double speed = Stopwatch.perSecond(pages.size(), nanoTime, () -> pages.forEach(ExtractionEvaluation::parse));
        Map<String, Score> perClass = new TreeMap<>();
        Map<String, Double> more = new TreeMap<>();
        Double accuracy = null;
        if (passages.expected() > 0) {
            perClass.put("passages", passages);
            accuracy = (double) (passages.right() + spared) / (passages.expected() + unwanted);
        }
        Score overall = passages;
        if (!scores.isEmpty()) {
            overall = score(ShingleScore.mean(scores));
            perClass.put("shingles", overall);
            perClass.put("after the text step", score(ShingleScore.mean(cleaned)));
        }
        return new Judgement("extraction", overall, accuracy, perClass, pages.size(), "pages", speed, more);
    }

    private static Score score(ShingleScore.Mean mean) {
        return new Score.Of(mean.precision(), mean.recall(), mean.f1());
    }

    private static Optional<WireItem> parse(LabelledPages.Page page) {
        Document document = new Document(
                Input.of(page.bytes()),
                "evaluation",
                "evaluation",
                Channel.FOLDER,
                page.name(),
                Optional.of(Format.HTML),
                ANY_TIME,
                StandardCharsets.UTF_8,
                ZoneOffset.UTC,
                Profile.DEFAULT,
                Limits.DEFAULT);
        Parsed parsed = FormatParser.parse(document);
        return parsed.items().stream().findFirst();
    }

    /** Each block of the body on a line. */
    private static String text(WireItem item) {
        StringBuilder text = new StringBuilder();
        for (Element block :
                Jsoup.parseBodyFragment(item.getBodyHtml()).body().select("p,h2,h3,li,blockquote,pre,td")) {
            text.append(block.text()).append('\n');
        }
        return text.toString();
    }

    /** The dateline was a part of the text on the page. */
    private static String text(CleanText clean) {
        return (clean.dateline() == null ? "" : clean.dateline() + "\n") + (clean.body() == null ? "" : clean.body());
    }

    private static String squeezed(String text) {
        return text.strip().replaceAll("(?U)\\s+", " ");
    }
}

package wireroom.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wireroom.app.cli.Run;

/** {@code wireroom evaluate}: what it counts, what it prints, what it refuses. */
class EvaluateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void countsNamesWithTheRightCharactersAndTypeOnly() throws IOException {
        Path file = tokens(
                "Vladimir/B-PER Putin/I-PER met/O officials/O in/O Moscow/B-LOC on/O Friday/O ./O",
                // wrong on purpose: the type, and a name that is none
                "He/O left/O for/O Berlin/B-ORG later/B-LOC ./O");

        JsonNode json = json("entities", file);

        assertThat(json.path("perClass").path("PER").path("f1").asDouble()).isEqualTo(1);
        assertThat(json.path("perClass").path("LOC").path("right").asInt()).isEqualTo(1);
        assertThat(json.path("perClass").path("LOC").path("expected").asInt()).isEqualTo(2);
        assertThat(json.path("perClass").path("LOC").path("found").asInt()).isEqualTo(2);
        assertThat(json.path("precision").asDouble()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(json.path("recall").asDouble()).isEqualTo(0.5);
        assertThat(json.path("f1").asDouble()).isCloseTo(4.0 / 7, within(1e-9));
        assertThat(json.path("accuracy").isNull()).isTrue();
        assertThat(json.path("items").asInt()).isEqualTo(15);
        assertThat(json.path("itemsPerSecond").asDouble()).isPositive();
    }

    @Test
    void countsTheTypesThatTheCommandLineNames() throws IOException {
        Path file = tokens("Vladimir/B-PERSON Putin/I-PERSON met/O officials/O in/O Moscow/B-LOC on/O Friday/O ./O");

        JsonNode json = json("entities", file, "--types", "LOC");

        assertThat(json.path("perClass").size()).isEqualTo(1);
        assertThat(json.path("f1").asDouble()).isEqualTo(1);
    }

    @Test
    void readsDocumentsApartWhereTheyAreMarked() throws IOException {
        String first = "Zoltan/B-PER Farkas/I-PER met/O reporters/O ./O";
        String second = "Farkas/B-PER said/O no/O ./O";

        JsonNode together = json("entities", tokens(first, second));
        JsonNode apart = json("entities", tokens(first, "-DOCSTART-/O", second));

        assertThat(together.path("items").asInt()).isEqualTo(9);
        assertThat(apart.path("items").asInt()).isEqualTo(9);
        assertThat(together.path("recall").asDouble()).isEqualTo(1);
    }

    @Test
    void countsLinksByWikidataIdAndLeavesNamesOfNothingOut() throws IOException {
        String text = "Officials flew from Russia to Germany on Friday. Zoltan Farkas stayed.";
        Path file = Files.writeString(
                folder.resolve("links.jsonl"),
                ("{'id': 1, 'title': '', 'text': '" + text + "', 'labels': ["
                                + "{'span': [20, 26], 'entity_id': 'Q159', 'name': 'Russia', 'type': 'LOC'},"
                                + "{'span': [30, 37], 'entity_id': 'Q142', 'name': 'France', 'type': 'LOC'},"
                                + "{'span': [49, 62], 'entity_id': '<NIL>', 'name': '', 'type': 'PER'}]}\n")
                        .replace('\'', '"'));

        JsonNode json = json("linking", file);

        assertThat(json.path("precision").asDouble()).isEqualTo(0.5);
        assertThat(json.path("recall").asDouble()).isEqualTo(0.5);
        assertThat(json.path("items").asInt()).isEqualTo(1);
    }

    private static final String FOOTBALL = "The striker scored twice as the goalkeeper was beaten in the Premier League"
            + " match, and the coach praised his players after the derby.";
    private static final String ELECTION = "Voters went to the polling stations for the parliamentary election; the"
            + " prime minister and the opposition leader cast their ballots.";

    @Test
    void countsATopicForThoseAboveItAndTheLikeliestForAccuracy() throws IOException {
        Path file = Files.writeString(
                folder.resolve("topics.tsv"),
                "Sport\tUnited win derby\t" + FOOTBALL + "\nPolitics\tVote\t" + ELECTION + "\n"
                        // wrong on purpose
                        + "politics\tUnited win derby\t" + FOOTBALL + "\nnonsense\tNo label of the map\t" + FOOTBALL
                        + "\n");
        Path map = Files.writeString(
                folder.resolve("map.tsv"), "# ours\nsport\tmedtop:15000000\npolitics\tmedtop:11000000\n");

        JsonNode json = json("mediatopics", file, "--map", map.toString());

        assertThat(json.path("items").asInt()).isEqualTo(3);
        assertThat(json.path("notJudged").asInt()).isEqualTo(1);
        assertThat(json.path("accuracy").asDouble()).isCloseTo(2.0 / 3, within(1e-9));
        JsonNode sport = json.path("perClass").path("medtop:15000000");
        assertThat(sport.path("right").asInt()).isEqualTo(1);
        assertThat(sport.path("found").asInt()).isEqualTo(2);
        assertThat(json.path("itemsPerSecond").asDouble()).isPositive();
    }

    @Test
    void judgesSeveralLabelsATextAndKnowsTheLabelsOfReuters() throws IOException {
        Path file = Files.writeString(
                folder.resolve("several.tsv"),
                "grain wheat\tWheat crop seen smaller\tFarmers will harvest less wheat and corn after dry weather, the"
                        + " agriculture department said.\n\tNo labels\tNothing.\n");

        JsonNode json = json("mediatopics", file);

        assertThat(json.path("accuracy").isNull()).isTrue();
        assertThat(json.path("perClass").path("medtop:20000210").path("f1").asDouble())
                .isEqualTo(1);
        assertThat(json.path("notJudged").asInt()).isEqualTo(1);
    }

    @Test
    void countsLanguagesWithoutRegions() throws IOException {
        Path file = Files.writeString(
                folder.resolve("languages.tsv"),
                "pt-BR\tO governo disse que não haverá novas eleições este ano.\n"
                        + "nb\tRegjeringen sier at det ikke blir noe nytt valg i år.\n"
                        // wrong on purpose
                        + "fr\tThe council of the harbour town voted on Monday to rebuild the old quay.\n");

        Run run = Run.of(folder, "evaluate", "language", file, "--json");

        JsonNode json = JSON.readTree(run.out());
        assertThat(run.code()).isZero();
        assertThat(json.path("accuracy").asDouble()).isCloseTo(2.0 / 3, within(1e-9));
        assertThat(json.path("perClass").path("no").path("f1").asDouble()).isEqualTo(1);
        assertThat(json.path("perClass").path("en").path("precision").asDouble())
                .isZero();
        assertThat(json.path("items").asInt()).isEqualTo(3);
    }

    private static final String QUAY = "The council of Port Hale voted on Monday to rebuild the old quay before winter."
            + " Mayor Ann Lee said the quay had been closed since the storm in January and that the ferry to Northland"
            + " would land at the market until the work ends. The ferry company Halelines welcomed the vote.";
    private static final String QUAY_MORE = QUAY + " Fishermen who sell their catch on the quay want the market hall"
            + " mended too, which the council left for its session in the spring because it has no money for both.";
    private static final String QUAY_CUT = QUAY.substring(0, QUAY.lastIndexOf(" The ferry company"));
    private static final String BOND =
            "is issuing a %s mln dlr equity warrant bond due %s 1992 paying an indicated coupon of two pct and priced"
                    + " at par, lead manager %s said. The non-callable issue will be listed in Luxembourg and the payment"
                    + " date is %s. The selling concession is %s pct.";

    @Test
    void tellsWhatEachLaterArticleIsToTheEarlierOne() throws IOException {
        Path wire = stream(
                "first|Old quay to be rebuilt|" + QUAY,
                "copy|Quay to be rebuilt|" + QUAY.replace("welcomed the vote", "has welcomed the vote"),
                "update|Quay, not market, to be rebuilt|" + QUAY_MORE,
                "excerpt|Quay|" + QUAY_CUT,
                "corrected|Corrected: Old quay to be rebuilt|" + QUAY.replace("January", "March"),
                "one|Halden issues bond|Halden Rail " + BOND.formatted("40", "April 9", "Mutual", "April 13", "1-3/4"),
                "two|Voss issues bond|Mira Voss Estate " + BOND.formatted("25", "May 3", "Orle Bank", "May 8", "2-1/2"),
                "opera|Opera opens|The Northland opera opens its season with a work by a composer of nineteen.");
        Path pairs = Files.writeString(
                folder.resolve("pairs.tsv"),
                "# ours\nfirst\tcopy\tcopy\nupdate\tfirst\tUpdate\nfirst\texcerpt\texcerpt\nfirst\tcorrected\tupdate\n"
                        + "one\ttwo\ttemplate\nfirst\topera\tnone\n"
                        // wrong on purpose
                        + "one\tfirst\tcopy\n");

        JsonNode json = json("duplicates", wire, "--pairs", pairs.toString());

        assertThat(json.path("perClass").path("copy").path("right").asInt()).isEqualTo(1);
        assertThat(json.path("perClass").path("copy").path("expected").asInt()).isEqualTo(2);
        assertThat(json.path("perClass").path("update").path("f1").asDouble()).isEqualTo(1);
        assertThat(json.path("perClass").path("excerpt").path("f1").asDouble()).isEqualTo(1);
        assertThat(json.path("perClass").path("template").path("f1").asDouble()).isEqualTo(1);
        assertThat(json.path("precision").asDouble()).isEqualTo(1);
        assertThat(json.path("recall").asDouble()).isEqualTo(0.8);
        assertThat(json.path("accuracy").asDouble()).isCloseTo(6.0 / 7, within(1e-9));
        assertThat(json.path("items").asInt()).isEqualTo(8);
        assertThat(json.path("itemsPerSecond").asDouble()).isPositive();
    }

    @Test
    void countsStoriesTheSameInAnyOrderOfArrival() throws IOException {
        Path wire = stories(
                "1|quay|" + QUAY,
                "2|opera|The Northland opera opens its season with a work by Mira Voss, a composer of nineteen. Tickets"
                        + " for the Northland opera are gone.",
                "3|quay|" + QUAY_MORE,
                // wrong on purpose
                "4|opera|" + QUAY_CUT);

        JsonNode json = json("stories", wire);

        // B-cubed: 1 and 3 stand with 4, which belongs to 2.
        assertThat(json.path("precision").asDouble()).isCloseTo((2.0 / 3 + 1 + 2.0 / 3 + 1.0 / 3) / 4, within(1e-9));
        assertThat(json.path("recall").asDouble()).isCloseTo((1 + 0.5 + 1 + 0.5) / 4, within(1e-9));
        assertThat(json.path("accuracy").isNull()).isTrue();
        assertThat(json.path("perClass").isNull()).isTrue();
        assertThat(json.path("items").asInt()).isEqualTo(4);
        for (int seed = 0; seed < 5; seed++) {
            assertThat(json("stories", wire, "--shuffle", Integer.toString(seed))
                            .path("f1"))
                    .isEqualTo(json.path("f1"));
        }
    }

    @Test
    void takesTheDatesThatArticlesBear() throws IOException {
        Path wire = Files.writeString(
                folder.resolve("dated.jsonl"),
                line("a", "s", QUAY, "26-FEB-1987 15:01:01.79")
                        + line("b", "s", QUAY, "1987-02-26T15:30:00Z")
                        + line("c", "t", QUAY, "1989-02-26"));

        assertThat(json("stories", wire).path("f1").asDouble()).isEqualTo(1);
        assertThat(Run.of(folder, "evaluate", "stories", wire).out())
                .contains("storiesFound")
                .doesNotContain("null");
    }

    @Test
    void refusesStreamsAndPairsWithTheLine() throws IOException {
        Path good = stream("a|T|" + QUAY, "b|T|" + QUAY);
        Path twice = stream("a|T|" + QUAY, "a|T|" + QUAY);
        Path dated = Files.writeString(folder.resolve("dated.jsonl"), line("a", "s", QUAY, "yesterday"));

        assertThat(Run.of(folder, "evaluate", "stories", good).err()).contains(":1: ", "there is no 'story'");
        assertThat(Run.of(folder, "evaluate", "stories", dated).err())
                .contains("dated.jsonl:1: the date is 'yesterday'");
        assertThat(Run.of(folder, "evaluate", "duplicates", good).code()).isEqualTo(2);
        assertThat(pairs(twice, "a\tb\tcopy").err()).contains(":2: id 'a' stands in line 1 already");
        assertThat(pairs(good, "a\tb").err()).contains("pairs.tsv:1: expected id, id and relation");
        assertThat(pairs(good, "a\tb\tcousin").err()).contains("pairs.tsv:1: the relation is 'cousin'");
        assertThat(pairs(good, "a\tb\tcopy\na\tz\tcopy").err()).contains("pairs.tsv:2: no article has the id 'z'");
        assertThat(pairs(good, "a\ta\tcopy").err()).contains("pairs.tsv:1: an article is paired with itself");
        assertThat(pairs(good, "").err()).contains("pairs.tsv:1: no pairs");
    }

    private Run pairs(Path wire, String pairs) throws IOException {
        return Run.of(
                folder,
                "evaluate",
                "duplicates",
                wire,
                "--pairs",
                Files.writeString(folder.resolve("pairs.tsv"), pairs));
    }

    private Path stream(String... articles) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String article : articles) {
            String[] parts = article.split("\\|", -1);
            lines.append(JSON.createObjectNode()
                            .put("id", parts[0])
                            .put("title", parts[1])
                            .put("text", parts[2]))
                    .append('\n');
        }
        return Files.writeString(Files.createTempFile(folder, "wire", ".jsonl"), lines);
    }

    private Path stories(String... articles) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String article : articles) {
            String[] parts = article.split("\\|", -1);
            lines.append(line(parts[0], parts[1], parts[2], ""));
        }
        return Files.writeString(folder.resolve("stories.jsonl"), lines);
    }

    private static String line(String id, String story, String text, String date) {
        return JSON.createObjectNode()
                        .put("id", id)
                        .put("story", story)
                        .put("text", text)
                        .put("date", date)
                + "\n";
    }

    @Test
    void refusesMapsAndLabelledTextsWithTheLine() throws IOException {
        Path good = Files.writeString(folder.resolve("good.tsv"), "sport\tWin\t" + FOOTBALL + "\n");
        Path map = Files.writeString(folder.resolve("map.tsv"), "sport\tmedtop:15000000\nrest\tmedtop:99999999\n");
        Path bad = Files.writeString(folder.resolve("bad.tsv"), "sport\tno text\n");

        assertThat(Run.of(folder, "evaluate", "mediatopics", good, "--map", map).err())
                .contains("map.tsv:2: 'medtop:99999999' is no media topic");
        assertThat(Run.of(folder, "evaluate", "mediatopics", bad).err())
                .contains("bad.tsv:1: expected label, title and text, parted by tabs; found 2 columns");
        assertThat(Run.of(folder, "evaluate", "language", good).err())
                .contains("good.tsv:1: expected language and text, parted by tabs; found 3 columns");
        assertThat(Run.of(folder, "evaluate", "language", good, "--words", "-1").code())
                .isEqualTo(2);
    }

    @Test
    void printsATableForPeople() throws IOException {
        Run run = run("entities", tokens("Vladimir/B-PER Putin/I-PER left/O Moscow/B-LOC ./O"));

        assertThat(run.code()).isZero();
        assertThat(run.out().lines().toList())
                .hasSize(6)
                .anySatisfy(line -> assertThat(line).startsWith("all ").contains("100.00", "2 right of 2 found"))
                .last()
                .asString()
                .startsWith("5 tokens, ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "entities | Berlin B-LOC         | bad.tsv:2: expected a token, one tab",
                "entities | Berlin\\tB-LOC\\tx    | bad.tsv:2: expected a token, one tab",
                "entities | Berlin\\tLOC          | bad.tsv:2: the label is 'LOC'",
                "linking  | nonsense             | bad.tsv:2: not JSON",
                "stories  | nonsense             | bad.tsv:2: not JSON",
                "stories  | {\"text\": \"Rome\"}  | bad.tsv:2: expected an object with 'id' and 'text'",
                "linking  | {\"text\": 3}         | bad.tsv:2: expected an object with 'text'",
                "linking  | {\"text\": \"Rome\", \"labels\": [{\"span\": [2, 9]}]} | bad.tsv:2: span [2,9] is not",
            })
    void refusesMalformedFilesWithTheLine(String kind, String line, String complaint) throws IOException {
        String good = kind.equals("entities")
                ? "Rome\tB-LOC"
                : "{\"id\": \"1\", \"story\": \"s\", \"text\": \"Rome\", \"labels\": []}";
        Path file = Files.writeString(folder.resolve("bad.tsv"), good + "\n" + line.replace("\\t", "\t") + "\n");

        Run run = run(kind, file);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains(complaint);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"entities", "linking", "mediatopics", "language", "stories"})
    void refusesFilesThatAreNotThereOrEmpty(String kind) throws IOException {
        assertThat(run(kind, folder.resolve("none")).code()).isEqualTo(2);
        assertThat(run(kind, Files.writeString(folder.resolve("empty"), "\n\n")).err())
                .contains("empty:1: no ");
        assertThat(Run.of(folder, "evaluate", kind, "--help").out()).contains("Example:  wireroom evaluate " + kind);
    }

    @Test
    void asksForTheStepWhenNoneIsNamed() {
        assertThat(Run.of(folder, "evaluate").code()).isEqualTo(2);
        assertThat(Run.of(folder, "train").code()).isEqualTo(2);
    }

    @Test
    void trainsTheSameModelFromTheSameFiles() throws IOException {
        Path labelled = tokens(
                "Zoltan/B-PER Farkas/I-PER flew/O to/O Geneva/B-LOC on/O Friday/O ./O",
                "The/O bank/O Halden/B-ORG Mutual/I-ORG closed/O in/O Geneva/B-LOC ./O",
                "Farkas/B-PER left/O Halden/B-ORG Mutual/I-ORG in/O May/O ./O");
        Path first = folder.resolve("first.crf");
        Path second = folder.resolve("second.crf");

        Run run = Run.of(folder, "train", "entities", labelled, "--silver", labelled, "--epochs", 3, "--out", first);
        Run.of(folder, "train", "entities", labelled, "--silver", labelled, "--epochs", 3, "--out", second);

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("epoch 3 loss");
        assertThat(run.out()).contains("first.crf", "bytes");
        assertThat(first).hasSameBinaryContentAs(second);
        assertThat(Run.of(folder, "train", "entities", folder.resolve("none"), "--out", first)
                        .code())
                .isEqualTo(2);
    }

    private JsonNode json(String kind, Path file, String... more) throws IOException {
        List<Object> words = new ArrayList<>(List.of("evaluate", kind, file, "--json", "--language", "en"));
        words.addAll(List.of(more));
        Run run = Run.of(folder, words.toArray());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return JSON.readTree(run.out());
    }

    private Run run(String kind, Path file) {
        return Run.of(folder, "evaluate", kind, file);
    }

    private Path tokens(String... sentences) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String sentence : sentences) {
            for (String token : sentence.split(" ", -1)) {
                int slash = token.lastIndexOf('/');
                lines.append(token, 0, slash)
                        .append('\t')
                        .append(token.substring(slash + 1))
                        .append('\n');
            }
            lines.append('\n');
        }
        return Files.writeString(Files.createTempFile(folder, "labelled", ".tsv"), lines);
    }
}

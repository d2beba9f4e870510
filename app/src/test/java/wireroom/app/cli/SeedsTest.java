package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seeds through the whole pipeline: real broker, registry, enrich and PostgreSQL. */
class SeedsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Run run;
    private static final Map<String, JsonNode> ARTICLES = new HashMap<>();
    private static ExpectedSeeds expected;

    @BeforeAll
    static void runOnce(@TempDir Path root) throws IOException {
        run = Run.of(root, "once", "--json", ExpectedSeeds.SEEDS.resolve("wires"));
        expected = ExpectedSeeds.read();
        for (String line : run.lines()) {
            JsonNode article = JSON.readTree(line);
            ARTICLES.put(article.path("id").asText(), article);
        }
    }

    @Test
    void printsEveryArticleOnceInTheOrderOfTheIds() {
        List<String> printed = new ArrayList<>();
        for (String line : run.lines()) {
            printed.add(line.replaceFirst("^\\{\"id\":\"([^\"]*)\".*$", "$1"));
        }

        assertThat(printed).containsExactlyElementsOf(expected.ids());
    }

    @Test
    void exitsWithThreeAndListsWhatWasRejected() {
        assertThat(run.code()).isEqualTo(Exit.REJECTED);
        expected.rejects()
                .forEach(reject -> assertThat(run.err().lines())
                        .anyMatch(line -> line.contains(reject.path("place").asText())
                                && line.contains(reject.path("code").asText())));
        assertThat(run.err().lines().filter(line -> line.startsWith("rejected")))
                .hasSize(expected.rejects().size());
    }

    @Test
    void printsTheFieldsOfTheContractInTheirOrder() {
        assertThat(ARTICLES.values())
                .isNotEmpty()
                .allSatisfy(article -> assertThat((Iterable<String>) article::fieldNames)
                        .containsExactly(
                                "id",
                                "uri",
                                "provider",
                                "version",
                                "status",
                                "embargoedUntil",
                                "language",
                                "headline",
                                "byline",
                                "dateline",
                                "body",
                                "entities",
                                "mediaTopics",
                                "duplicateOf",
                                "story",
                                "pins"));
    }

    @Test
    void enrichesEachArticleAsExpected() {
        expected.enrichesEachArticle(ARTICLES);
    }

    @Test
    void holdsEmbargoedArticlesWithoutTheirText() {
        expected.holdsEmbargoedArticlesWithoutTheirText(ARTICLES);
    }

    @Test
    void marksEntitiesWhereTheyStandInTheBody() {
        SoftAssertions soft = new SoftAssertions();
        ARTICLES.values()
                .forEach(article -> article.path("entities").forEach(entity -> {
                    String body = article.path("body").asText();
                    assertThat(entity.path("mentions")).isNotEmpty();
                    entity.path("mentions").forEach(mention -> {
                        int start = mention.path("start").asInt();
                        int end = mention.path("end").asInt();
                        soft.assertThat(start).isBetween(0, end - 1);
                        soft.assertThat(end).isLessThanOrEqualTo(body.length());
                        soft.assertThat(body.substring(start, end))
                                .isNotBlank()
                                .isEqualTo(body.substring(start, end).strip());
                    });
                }));
        soft.assertAll();
    }

    @Test
    void gathersStoriesAndKeepsOthersApart() {
        expected.gathersStoriesAndKeepsOthersApart(ARTICLES);
    }
}

package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seeds through the whole pipeline: real broker, registry, enrich and PostgreSQL. */
class SeedsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SEEDS = Path.of("../seeds").toAbsolutePath().normalize();

    private static Run run;
    private static final Map<String, JsonNode> ARTICLES = new HashMap<>();
    private static JsonNode expected;

    @BeforeAll
    static void runOnce(@TempDir Path root) throws IOException {
        run = Run.of(root, "once", "--json", SEEDS.resolve("wires"));
        expected = JSON.readTree(Files.readString(SEEDS.resolve("expected.json")));
        for (String line : run.lines()) {
            JsonNode article = JSON.readTree(line);
            ARTICLES.put(article.path("id").asText(), article);
        }
    }

    @Test
    void printsEveryArticleOnceInTheOrderOfTheIds() {
        TreeSet<String> ids = new TreeSet<>();
        expected.path("articles").forEach(article -> ids.add(article.path("id").asText()));
        expected.path("held").forEach(held -> ids.add(held.path("id").asText()));
        List<String> printed = new ArrayList<>();
        for (String line : run.lines()) {
            printed.add(line.replaceFirst("^\\{\"id\":\"([^\"]*)\".*$", "$1"));
        }

        assertThat(printed).containsExactlyElementsOf(ids);
    }

    @Test
    void exitsWithThreeAndListsWhatWasRejected() {
        assertThat(run.code()).isEqualTo(Exit.REJECTED);
        expected.path("rejects")
                .forEach(reject -> assertThat(run.err().lines())
                        .anyMatch(line -> line.contains(reject.path("place").asText())
                                && line.contains(reject.path("code").asText())));
        assertThat(run.err().lines().filter(line -> line.startsWith("rejected")))
                .hasSize(expected.path("rejects").size());
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
        SoftAssertions soft = new SoftAssertions();
        for (JsonNode wanted : expected.path("articles")) {
            String id = wanted.path("id").asText();
            JsonNode found = ARTICLES.get(id);
            soft.assertThat(found).as(id).isNotNull();
            if (found == null) {
                continue;
            }
            for (String field : List.of("status", "version", "language", "headline", "duplicateOf")) {
                if (wanted.has(field)) {
                    soft.assertThat(found.path(field)).as(id + " " + field).isEqualTo(wanted.path(field));
                }
            }
            String text =
                    found.path("headline").asText() + "\n" + found.path("body").asText();
            wanted.path("present").forEach(words -> soft.assertThat(text).as(id).contains(words.asText()));
            wanted.path("absent").forEach(words -> soft.assertThat(text).as(id).doesNotContain(words.asText()));
        }
        soft.assertAll();
    }

    @Test
    void holdsEmbargoedArticlesWithoutTheirText() {
        expected.path("held").forEach(held -> {
            JsonNode found = ARTICLES.get(held.path("id").asText());
            assertThat(found.path("embargoedUntil").asText())
                    .isEqualTo(held.path("until").asText("open"));
            for (String field : List.of("language", "headline", "byline", "dateline", "body")) {
                assertThat(found.path(field).isNull()).as(field).isTrue();
            }
            assertThat(found.path("entities")).isEmpty();
        });
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
        SoftAssertions soft = new SoftAssertions();
        expected.path("stories").forEach(group -> {
            TreeSet<String> stories = new TreeSet<>();
            group.forEach(
                    id -> stories.add(ARTICLES.get(id.asText()).path("story").asText()));
            soft.assertThat(stories).as("one story: " + group).hasSize(1);
        });
        expected.path("apart").forEach(group -> {
            TreeSet<String> stories = new TreeSet<>();
            group.forEach(
                    id -> stories.add(ARTICLES.get(id.asText()).path("story").asText()));
            soft.assertThat(stories).as("apart: " + group).hasSize(group.size());
        });
        soft.assertAll();
    }
}

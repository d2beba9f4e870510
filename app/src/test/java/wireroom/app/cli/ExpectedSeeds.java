package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;

/** What seeds/expected.json says of the sample day, however it was run. */
record ExpectedSeeds(JsonNode expected) {
    static final Path SEEDS = Path.of("../seeds").toAbsolutePath().normalize();

    static ExpectedSeeds read() throws IOException {
        return new ExpectedSeeds(new ObjectMapper().readTree(Files.readString(SEEDS.resolve("expected.json"))));
    }

    /** Ids of all articles that come out, also of those held. */
    TreeSet<String> ids() {
        TreeSet<String> ids = new TreeSet<>();
        expected.path("articles").forEach(article -> ids.add(article.path("id").asText()));
        expected.path("held").forEach(held -> ids.add(held.path("id").asText()));
        return ids;
    }

    JsonNode rejects() {
        return expected.path("rejects");
    }

    /** @param articles each as its JSON, by id */
    void enrichesEachArticle(Map<String, JsonNode> articles) {
        SoftAssertions soft = new SoftAssertions();
        for (JsonNode wanted : expected.path("articles")) {
            String id = wanted.path("id").asText();
            JsonNode found = articles.get(id);
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

    void holdsEmbargoedArticlesWithoutTheirText(Map<String, JsonNode> articles) {
        expected.path("held").forEach(held -> {
            JsonNode found = articles.get(held.path("id").asText());
            assertThat(found.path("embargoedUntil").asText())
                    .isEqualTo(held.path("until").asText("open"));
            for (String field : List.of("language", "headline", "byline", "dateline", "body")) {
                assertThat(found.path(field).isNull()).as(field).isTrue();
            }
            assertThat(found.path("entities")).isEmpty();
        });
    }

    void gathersStoriesAndKeepsOthersApart(Map<String, JsonNode> articles) {
        SoftAssertions soft = new SoftAssertions();
        expected.path("stories").forEach(group -> {
            TreeSet<String> stories = new TreeSet<>();
            group.forEach(
                    id -> stories.add(articles.get(id.asText()).path("story").asText()));
            soft.assertThat(stories).as("one story: " + group).hasSize(1);
        });
        expected.path("apart").forEach(group -> {
            TreeSet<String> stories = new TreeSet<>();
            group.forEach(
                    id -> stories.add(articles.get(id.asText()).path("story").asText()));
            soft.assertThat(stories).as("apart: " + group).hasSize(group.size());
        });
        soft.assertAll();
    }
}

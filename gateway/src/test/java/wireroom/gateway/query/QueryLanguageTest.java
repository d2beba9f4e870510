package wireroom.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.apache.lucene.index.memory.MemoryIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.gateway.Wire;

class QueryLanguageTest {
    private final QueryLanguage language = new QueryLanguage();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quake",
                "QUAKES lima",
                "\"quake hits lima\"",
                "qua*",
                "quuke~1 lima",
                "entity:\"Rosa Quispe\"",
                "person:quispe",
                "place:lima",
                "topic:disaster",
                "topic:\"medtop:03000000\"",
                "provider:ANDINA",
                "lang:en",
                "lang:en-gb",
                "urgency:[1 TO 3]",
                "date:2026-11-21",
                "date:[2026-11-01 TO *]",
                "date:\"2026-11-21T12:00:01Z\"",
                "status:usable",
                "id:\"andina|quake-lima\"",
                "NOT paris",
                "(NOT paris) lima",
                "paris OR lima",
                "*:*",
                "  "
            })
    void findsTheQuake(String query) {
        assertThat(finds(query)).as(query).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paris",
                "quake paris",
                "person:lima",
                "urgency:[3 TO 9]",
                "date:2026-11-20",
                "date:[* TO 2026-11-20]",
                "NOT lima",
                "lang:fr",
                "\"lima quake\"",
                "status:canceled",
                "entity:\"Lima Rosa\""
            })
    void leavesTheQuakeOut(String query) {
        assertThat(finds(query)).as(query).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a AND (b; query_syntax; 8",
                "a \"b; query_syntax; 4",
                "lima AND AND quake; query_syntax; 9",
                "lima colour:red; query_unknown_field; 5",
                "/qua.*/; query_regex; 0",
                "lima (/[ab]{1000}{1000}/); query_regex; 6",
                "*ake; query_short_prefix; 0",
                "q*; query_short_prefix; 0",
                "date:yesterday; query_date; 5",
                "headline:[a TO z]; query_range; 0",
                "\"quake lima\"~9000; query_slop; 12"
            })
    void pointsAtWhatItCannotRead(String query, String code, int position) {
        assertThat(language.read(query)).isInstanceOfSatisfying(Reading.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.position()).isEqualTo(position);
            assertThat(refused.picture()).isEqualTo(query + "\n" + " ".repeat(position) + "^");
            assertThat(refused.mend()).isNotBlank();
        });
    }

    @Test
    void refusesBombsBeforeCompilingThem() {
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            refused("(".repeat(10_000) + "a" + ")".repeat(10_000), "query_too_long");
            refused("(".repeat(900) + "a" + ")".repeat(900), "query_too_deep");
            refused("aa* ".repeat(400), "query_too_many_wildcards");
            refused("aa~ ".repeat(300), "query_too_many_fuzzy_terms");
            refused("a ".repeat(900), "query_too_many_terms");
            refused("\"" + "a ".repeat(900) + "\"", "query_too_many_terms");
        });
    }

    @Test
    void findsTwinsOfComposition() {
        MemoryIndex article = MemoryIndex.fromDocument(
                language.fields(Wire.bulletin("a|b", 1, "Cafe\u0301 in Z\u00fcrich", "x")), language.analyzer());
        for (String query : new String[] {"caf\u00e9", "cafe", "zurich", "Zu\u0308rich"}) {
            assertThat(article.search(((Reading.Understood) language.read(query)).query()))
                    .as(query)
                    .isPositive();
        }
    }

    private void refused(String query, String code) {
        assertThat(language.read(query))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private boolean finds(String query) {
        MemoryIndex article = MemoryIndex.fromDocument(language.fields(Wire.quake()), language.analyzer());
        assertThat(language.read(query)).as(query).isInstanceOf(Reading.Understood.class);
        return article.search(((Reading.Understood) language.read(query)).query()) > 0;
    }
}

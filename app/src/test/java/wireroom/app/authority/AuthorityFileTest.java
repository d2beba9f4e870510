package wireroom.app.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wireroom.model.AuthorityAlias;
import wireroom.model.EntityType;

class AuthorityFileTest {
    @TempDir
    Path folder;

    @Test
    void readsColumnsAndObjectsInOneFile() throws IOException {
        List<Said> said = read(
                "\uFEFFalias\tid\ttype\tprior",
                "# the desk's own",
                "",
                "Velmora Steel\tdesk:1\tORG\t0.9",
                "Velmora\tdesk:2\tLOC",
                "{\"alias\":\"Steelworks\",\"id\":\"desk:1\",\"type\":\"ORG\",\"prior\":0.3}",
                "{\"id\":\"desk:3\",\"name\":\"Ada Quill\",\"type\":\"PER\",\"prior\":0.8,\"aliases\":[\"A. Quill\","
                        + "{\"name\":\"Quill\",\"prior\":0.2}],\"identifiers\":[\"wikidata:Q0\"]}");

        assertThat(said)
                .containsExactly(
                        new Said.Name(4, "desk:1", EntityType.ORG, "Velmora Steel", 0.9),
                        new Said.Name(5, "desk:2", EntityType.LOC, "Velmora", 1),
                        new Said.Name(6, "desk:1", EntityType.ORG, "Steelworks", 0.3),
                        new Said.Whole(
                                7,
                                "desk:3",
                                EntityType.PER,
                                "Ada Quill",
                                0.8,
                                List.of(new AuthorityAlias("A. Quill", 0.8), new AuthorityAlias("Quill", 0.2)),
                                List.of("wikidata:Q0")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Velmora, desk:1, ORG | has 1 column | with tabs between",
                "Velmora~desk:1~TOWN | the type is 'TOWN' | PER, ORG or LOC",
                "Velmora~desk:1~LOC~0,5 | the prior is '0,5' | with a point, not a comma",
                "Velmora~desk:1~LOC~0 | the prior is '0' | above 0, to 1 at most",
                "Velmora~desk:1~LOC~NaN | the prior is 'NaN' | above 0",
                "Velmora~~LOC | the id is empty | give it an id",
                "Velmora~local:loc:velmora~LOC | articles make | give it an id",
                "~desk:1~LOC | the name is empty | as texts do",
                "a b c d e f g h i~desk:1~LOC | has 9 words | as texts do",
                "{\"id\":\"desk:1\" | is not a JSON object | one whole object a line",
                "{\"id\":\"desk:1\",\"name\":\"V\",\"type\":\"LOC\",\"alias\":\"W\"} | a field 'alias' | known are",
                "{\"id\":\"desk:1\",\"id\":\"desk:2\",\"name\":\"V\",\"type\":\"LOC\"} | is not a JSON object | whole",
            })
    void namesFileLineAndMend(String line, String what, String mend) {
        assertThatThrownBy(() -> read("Fine\tdesk:0\tORG", line.replace('~', '\t')))
                .isInstanceOf(AuthorityFile.UnreadableFile.class)
                .hasMessageContaining("names.tsv:2: ")
                .hasMessageContaining(what)
                .hasMessageContaining(mend);
    }

    @Test
    void tellsSeveralProblemsAtOnceButNotThousands() {
        String[] lines = new String[1_000];
        java.util.Arrays.fill(lines, "nothing");
        assertThatThrownBy(() -> read(lines))
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(AuthorityFile.MAX_PROBLEMS));
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        Path file = Files.write(folder.resolve("names.tsv"), "Zoë\tdesk:1\tPER".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> AuthorityFile.read(file)).hasMessageContaining("is not UTF-8");
    }

    private List<Said> read(String... lines) throws IOException {
        return AuthorityFile.read(Files.write(folder.resolve("names.tsv"), List.of(lines)));
    }
}

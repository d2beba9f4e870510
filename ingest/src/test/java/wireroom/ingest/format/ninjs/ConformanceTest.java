package wireroom.ingest.format.ninjs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;

class ConformanceTest {

    private static List<String> flaws(String json) throws IOException {
        return Conformance.flaws((ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'uri':'a','type':'cartoon'}|type is 'cartoon'",
                "{'uri':'a','title':7}|title is not text",
                "{'uri':'a','person':'Ida Lund'}|person is no list",
                "{'uri':'a','subject':['x']}|subject holds what is no object",
                "{'uri':'a','versioncreated':'yesterday'}|versioncreated is no date and time",
                "{'uri':'a','urgency':12}|urgency is no whole number in its range",
                "{'uri':'a','altids':'x'}|altids is neither list nor object",
                "{'uri':'a','rightsinfo':'free'}|rightsinfo is no object",
                "{'uri':'a','colour':'red'}|colour is no property of ninjs",
                "{'uri':'a','body_x':7}|body_x is not text",
                "{'uri':'a','associations':[{'uri':'b'}]}|associations has one without name or uri",
                "{'uri':'a','associations':{'m':{'uri':'b','colour':1}}}|associations.colour is no property of ninjs"
            })
    void saysWhatIsOdd(String json, String flaw) throws IOException {
        assertThat(flaws(json)).containsExactly(flaw);
    }

    @Test
    void findsNothingOddInWhatTheStandardKnowsInAnyOfItsSpellings() throws IOException {
        assertThat(flaws("{'uri':'a','pubStatus':'usable','versionCreated':'2026-11-20T10:00:00Z','urgency':3,"
                        + "'headlines':[{'value':'x'}],'body_main':'y','associations':[{'name':'m','rel':'r','uri':'b'}],"
                        + "'renditions':{'web':{'href':'z'}},'altids':{'guid':'c'},'language':null}"))
                .isEmpty();
    }

    @Test
    void aHostileItemCannotFillItsExtrasWithFlaws() throws IOException {
        StringBuilder json = new StringBuilder("{'uri':'a'");
        for (int i = 0; i < 10_000; i++) {
            json.append(",'x").append(i).append("':1");
        }
        assertThat(flaws(json + "}")).hasSize(20);
    }

    @Test
    void anOddItemIsTakenAndSaysSo() {
        Parsed parsed = FormatParser.parse(Documents.document("a.json", "{\"uri\":\"a\",\"type\":\"cartoon\"}"));
        assertThat(parsed.refusals()).isEmpty();
        assertThat(parsed.items().getFirst().getExtras()).containsEntry("nonconforming", "[\"type is 'cartoon'\"]");
    }
}

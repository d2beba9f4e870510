package wireroom.gateway.form;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import wireroom.gateway.Wire;
import wireroom.model.Article;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;

class FormTest {

    private static JsonNode ninjs(Article article) throws IOException {
        return new ObjectMapper().readTree(Form.NINJS.write(article));
    }

    private static Document xml(Form form, Article article) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(form.write(article)));
    }

    private static String text(Document xml, String name) {
        return xml.getElementsByTagNameNS("*", name).item(0).getTextContent();
    }

    private static String attribute(Document xml, String name, String attribute) {
        return xml.getElementsByTagNameNS("*", name)
                .item(0)
                .getAttributes()
                .getNamedItem(attribute)
                .getNodeValue();
    }

    @Test
    void ninjsSaysWhatTheArticleSays() throws IOException {
        JsonNode json = ninjs(Wire.quake());
        assertThat(json.at("/standard/version").asText()).isEqualTo("3.1");
        assertThat(json.path("uri").asText()).isEqualTo("quake-lima");
        assertThat(json.path("version").isTextual()).isTrue();
        assertThat(json.path("pubStatus").asText()).isEqualTo("usable");
        assertThat(json.at("/headlines/0/value").asText()).isEqualTo("Quake hits Lima");
        assertThat(json.at("/bodies/0/value").asText()).startsWith("LIMA - ");
        assertThat(json.at("/subjects/0/uri").asText()).isEqualTo("http://cv.iptc.org/newscodes/mediatopic/03000000");
        assertThat(json.at("/subjects/0/confidence").asInt()).isEqualTo(90);
        assertThat(json.at("/places/0/uri").asText()).isEqualTo("https://sws.geonames.org/3936456/");
        assertThat(json.at("/people/0/literal").asText()).isEqualTo("local:rosa-quispe");
    }

    @Test
    void newsmlG2SaysWhatTheArticleSays() throws Exception {
        Document xml = xml(Form.NEWSML_G2, Wire.quake());
        assertThat(xml.getDocumentElement().getNamespaceURI()).isEqualTo("http://iptc.org/std/nar/2006-10-01/");
        assertThat(xml.getDocumentElement().getAttribute("guid")).isEqualTo("quake-lima");
        assertThat(attribute(xml, "pubStatus", "qcode")).isEqualTo("stat:usable");
        assertThat(attribute(xml, "subject", "qcode")).isEqualTo("medtop:03000000");
        assertThat(text(xml, "headline")).isEqualTo("Quake hits Lima");
        assertThat(text(xml, "p")).startsWith("LIMA - ");
    }

    @Test
    void anAtomEntryHasAnIdThatIsAnIri() throws Exception {
        Document xml = xml(Form.ATOM, Wire.quake());
        assertThat(text(xml, "id")).isEqualTo("urn:wireroom:andina%7Cquake-lima");
        assertThat(text(xml, "title")).isEqualTo("Quake hits Lima");
        Article named = Article.newBuilder(Wire.quake())
                .setUri("tag:andina.example,2026:1")
                .build();
        assertThat(text(xml(Form.ATOM, named), "id")).isEqualTo("tag:andina.example,2026:1");
    }

    @Test
    void aKilledArticleIsCanceledInEveryFormAndHasNoText() throws Exception {
        Article killed = Wire.killed("andina|quake-lima", 2);
        assertThat(ninjs(killed).path("pubStatus").asText()).isEqualTo("canceled");
        assertThat(ninjs(killed).has("bodies")).isFalse();
        assertThat(attribute(xml(Form.NEWSML_G2, killed), "pubStatus", "qcode")).isEqualTo("stat:canceled");
        Document atom = xml(Form.ATOM, killed);
        assertThat(atom.getDocumentElement().getLocalName()).isEqualTo("deleted-entry");
        assertThat(text(atom, "comment")).contains("Erase every copy");
    }

    @Test
    void anEmbargoIsToldAndOneWithoutEndAsNearAsTheFormCan() throws Exception {
        Article until = Wire.embargoedAgain("andina|quake-lima", 2);
        assertThat(ninjs(until).path("embargoedUntil").asText()).isEqualTo("2026-11-21T13:00:00Z");
        assertThat(text(xml(Form.NEWSML_G2, until), "embargoed")).isEqualTo("2026-11-21T13:00:00Z");
        Article open = Article.newBuilder(until)
                .setEmbargo(Embargo.newBuilder().setKind(EmbargoKind.OPEN).build())
                .build();
        assertThat(ninjs(open).path("pubStatus").asText()).isEqualTo("withheld");
        assertThat(text(xml(Form.NEWSML_G2, open), "embargoed")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void writesCharactersThatFormsForbidAsReplacements(Form form) throws Exception {
        Article article = Article.newBuilder(Wire.quake())
                .setHeadline("a\u0001 <b> & \"c\" ]]> \ud83d\ude00")
                .setKeywords(List.of("tab\tand\nline"))
                .build();
        String written = new String(form.write(article), StandardCharsets.UTF_8);
        if (form == Form.NINJS) {
            assertThat(ninjs(article).at("/headlines/0/value").asText()).isEqualTo(article.getHeadline());
        } else {
            assertThat(xml(form, article)).isNotNull();
            assertThat(written).contains("a\uFFFD &lt;b&gt; &amp; ").contains("\ud83d\ude00");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-|-",
                "*/*|-",
                "text/html, application/atom+xml;q=0.9|ATOM",
                "application/atom+xml;q=0.5, application/vnd.iptc.g2.newsitem+xml|NEWSML_G2",
                "application/json, application/ninjs+json|-",
                "application/json;q=0.2, application/ninjs+json;q=0.8|NINJS",
                "application/ninjs+json;q=0|-"
            })
    void takesTheFormThatAClientLikesBest(String accept, Form form) {
        assertThat(Form.accepted(accept).orElse(null)).isEqualTo(form);
    }

    @Test
    void everyFormIsFoundByItsWord() {
        for (Form form : Form.values()) {
            assertThat(Form.of(form.word())).contains(form);
        }
        assertThat(Form.of("NewsML-G2")).contains(Form.NEWSML_G2);
        assertThat(Form.of("pdf")).isEmpty();
    }
}

package wireroom.ingest.format.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BodyMarkupTest {
    private static final Map<String, String> NAMES = Map.of("p", "p", "hl2", "h2", "br", "br", "media", "", "a", "a");

    private static String html(String source) {
        return BodyMarkup.html(source, NAMES);
    }

    @Test
    void renamesKeepsUnwrapsAndLeavesOut() {
        assertThat(html("<p>a <person>b</person></p><hl2>c</hl2><media><p>no</p><media/></media><p>d</p>"))
                .isEqualTo("<p>a b</p><h2>c</h2><p>d</p>");
    }

    @Test
    void keepsOnlyAttributesThatSaySomethingInHtml() {
        assertThat(html("<a href=\"x>y\" onclick='evil()'>z</a><p lede='true'>t</p>"))
                .isEqualTo("<a href=\"x>y\">z</a><p>t</p>");
    }

    @Test
    void writesWhatIsEmptyAsHtmlHasIt() {
        assertThat(html("<br/><p/>")).isEqualTo("<br><p></p>");
    }

    @Test
    void takesCdataForTextAndLeavesOutComments() {
        assertThat(html("a<!-- <p>no</p> --><![CDATA[<b> & c]]><?x y?>d")).isEqualTo("a&lt;b&gt; &amp; cd");
    }

    @Test
    void knowsPrefixes() {
        assertThat(html("<n:p>a</n:p>")).isEqualTo("<p>a</p>");
        assertThat(BodyMarkup.xhtml("<h:p>at 10:30 <h:br/></h:p>")).isEqualTo("<p>at 10:30 <br/></p>");
    }

    @Test
    void knowsWhetherThereIsText() {
        assertThat(BodyMarkup.hasText("<p/><br a='>'/> \n")).isFalse();
        assertThat(BodyMarkup.hasText("<p>x</p>")).isTrue();
        assertThat(BodyMarkup.hasText("<![CDATA[x]]>")).isTrue();
    }
}

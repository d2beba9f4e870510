package wireroom.ingest.poll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "http://Quay.example, http://quay.example/",
        "HTTPS://quay.example:443/a b?c=d#e, https://quay.example/a%20b?c=d",
        "http://quay.example:8080?x, http://quay.example:8080/?x",
        "http://k\u00e4i.example/\u00fc, http://xn--ki-via.example/%C3%BC",
        "http://[2606:4700::1]:81/, http://[2606:4700::1]:81/",
        "http://192.0.2.7/x/../y, http://192.0.2.7/y",
        "http://under_score.example/, http://under_score.example/"
    })
    void readsAUrlInOneWay(String written, String read) throws Exception {
        assertThat(Target.of(written)).hasToString(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "gopher://quay.example/",
                "javascript:alert(1)",
                "//quay.example/",
                "quay.example",
                "http:/quay.example",
                "http://",
                "http:///x",
                "http://a@quay.example/",
                "http://quay.example:80@127.0.0.1/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://0x7f000001/",
                "http://127.1/",
                "http://1.2.3/",
                "http://127.0.0.1./",
                "http://127.0.0.0x1/",
                "http://256.1.1.1/",
                "http://quay.example:0/",
                "http://quay.example:99999/",
                "http://quay.example:8a/",
                "http://quay..example/",
                "http://[::1/",
                "http://[fe80::1%25eth0]/",
                "http://quay.example\\@127.0.0.1/",
                "http://quay.example/\r\nX: y",
                "http://qu ay.example/",
                "http://127.0.0.1%2f@quay.example/",
                "http://\u2460\u2461.\u2460/"
            })
    void refusesWhatCanBeReadInTwoWays(String written) {
        assertThatExceptionOfType(Target.Refused.class).isThrownBy(() -> Target.of(written));
    }

    @Test
    void readsWideDigitsAsTheAddressThatBrowsersSee() throws Exception {
        assertThat(Target.of("http://\uff11\uff12\uff17.0.0.1/").host()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "/x, http://quay.example/x",
        "y, http://quay.example/a/y",
        "../y, http://quay.example/y",
        "../../../y, http://quay.example/y",
        "?p=2, http://quay.example/a/b?p=2",
        "//other.example/z, http://other.example/z",
        "https://other.example, https://other.example/",
        "./, http://quay.example/a/"
    })
    void followsAReference(String reference, String to) throws Exception {
        assertThat(Target.of("http://quay.example/a/b?c").resolve(reference)).hasToString(to);
    }

    @Test
    void refusesAUrlThatNeverEnds() {
        assertThatExceptionOfType(Target.Refused.class)
                .isThrownBy(() -> Target.of("http://quay.example/" + "x".repeat(10_000)));
    }
}

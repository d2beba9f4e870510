package wireroom.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.ingest.format.Format;
import wireroom.ingest.profile.Profiles;
import wireroom.ingest.push.PushSettings;
import wireroom.ingest.silence.Silence;

class IngestConfigTest {
    @TempDir
    Path folder;

    @Test
    void readsSourcesRelativeToTheirFile() throws IOException {
        Path file = Files.writeString(folder.resolve("wireroom.yaml"), """
                sources:
                  - {id: seeds, kind: folder, path: in/seeds, provider: northwire, format: text, charset: ISO-8859-15, zone: Europe/Vienna}
                  - {id: push, kind: push, port: 0}
                  - {id: pipe, kind: stdin}
                """);
        List<SourceConfig> sources = IngestConfig.sourcesOf(file, Map.of());
        assertThat(sources).hasSize(3);
        SourceConfig.Folder seeds = (SourceConfig.Folder) sources.getFirst();
        assertThat(seeds.path()).isEqualTo(folder.resolve("in/seeds"));
        assertThat(seeds.reading())
                .isEqualTo(new SourceConfig.Reading(
                        "northwire",
                        java.util.Optional.of(Format.TEXT),
                        java.util.Optional.of(Charset.forName("ISO-8859-15")),
                        java.util.Optional.of(ZoneId.of("Europe/Vienna")),
                        Profiles.shipped(),
                        java.util.Optional.empty()));
        assertThat(((SourceConfig.Push) sources.get(1)).host()).isEqualTo("127.0.0.1");
        assertThat(sources.get(2).reading().provider()).isEqualTo("pipe");
    }

    @Test
    void readsHowLongASourceMayBeSilent() throws IOException {
        Path file = Files.writeString(folder.resolve("wireroom.yaml"), """
                sources:
                  - {id: a, kind: folder, path: a}
                  - {id: b, kind: folder, path: b, silence: 6h}
                  - {id: c, kind: push, port: 0, silence: off}
                  - {id: d, kind: feed, url: "https://wire.example/rss", silence: learnt}
                """);
        assertThat(IngestConfig.sourcesOf(file, Map.of()))
                .extracting(SourceConfig::silence)
                .containsExactly(Silence.LEARNT, new Silence.AtMost(Duration.ofHours(6)), Silence.OFF, Silence.LEARNT);

        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), """
                sources:
                  - {id: a, kind: folder, path: a, silence: 0h}
                  - {id: b, kind: folder, path: b, silence: soon}
                """);
        assertThatThrownBy(() -> IngestConfig.sourcesOf(wrong, Map.of()))
                .hasMessageContainingAll("sources[0].silence is '0h'", "sources[1].silence is 'soon'", "learnt, off");
    }

    @Test
    void tellsAllProblemsAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("wireroom.yaml"), """
                sources:
                  - {id: A B, kind: folder, charset: none-such, zone: Nowhere/Else, format: pdf, profile: none, colour: red}
                  - {id: x, kind: ftp}
                  - {id: x, kind: push, port: 99999}
                  - 7
                """);
        assertThatThrownBy(() -> IngestConfig.fromEnvironment(Map.of(
                        "WIREROOM_CONFIG",
                        file.toString(),
                        "WIREROOM_REGISTRY",
                        "http://r",
                        "WIREROOM_REPLICAS",
                        "many")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "WIREROOM_BOOTSTRAP is missing",
                        "WIREROOM_REPLICAS is 'many'",
                        "'A B'",
                        "path is missing",
                        "none-such",
                        "Nowhere/Else",
                        "'pdf'",
                        "profile is 'none'",
                        "colour is unknown",
                        "'ftp'",
                        "twice",
                        "'99999'",
                        "sources[3] is not a map");
    }

    @Test
    void aSourceTakesTheProfileItNamesElseThatOfTheProviderAndItsOwnSettingsFirst() throws IOException {
        Path file = Files.writeString(folder.resolve("wireroom.yaml"), """
                profiles:
                  northwire: {zone: Europe/Vienna, charset: ISO-8859-2}
                sources:
                  - {id: a, kind: stdin, provider: northwire}
                  - {id: b, kind: stdin, provider: other, profile: ntb, zone: UTC}
                """);
        List<SourceConfig> sources = IngestConfig.sourcesOf(file, Map.of());
        SourceConfig.Reading a = sources.getFirst().reading();
        assertThat(a.zone("northwire")).isEqualTo(ZoneId.of("Europe/Vienna"));
        assertThat(a.charset("northwire")).isEqualTo(Charset.forName("ISO-8859-2"));
        assertThat(a.zone("dpa")).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(a.charset("nobody")).isEqualTo(SourceConfig.Reading.FALLBACK);
        SourceConfig.Reading b = sources.get(1).reading();
        assertThat(b.profile("other").name()).isEqualTo("ntb");
        assertThat(b.zone("other")).isEqualTo(ZoneId.of("UTC"));
    }

    @Test
    void watchesSeedsAndTakesPushesWithoutAFile() {
        IngestConfig config = IngestConfig.fromEnvironment(Map.of(
                "WIREROOM_BOOTSTRAP", "k:9092", "WIREROOM_REGISTRY", "http://r", "WIREROOM_SEEDS", "/data/seeds"));
        assertThat(config.sources())
                .containsExactly(
                        new SourceConfig.Folder("seeds", Path.of("/data/seeds"), SourceConfig.Reading.of("seeds")),
                        new SourceConfig.Push("push", "127.0.0.1", 8081, SourceConfig.Reading.of("push")));
        assertThat(config.name()).isEqualTo("main");
    }

    private static final String TOKEN = "token-of-northwire-1";

    private List<SourceConfig> pushes(String keys, Map<String, String> env) throws IOException {
        Path file = Files.writeString(
                folder.resolve("push.yaml"), "sources: [{id: northwire, kind: push, port: 0" + keys + "}]\n");
        return IngestConfig.sourcesOf(file, env);
    }

    private PushSettings push(String keys, Map<String, String> env) throws IOException {
        return ((SourceConfig.Push) pushes(keys, env).getFirst()).settings();
    }

    @Test
    void secretsOfAPushSourceComeFromTheEnvironmentOrFromFiles() throws IOException {
        Files.writeString(
                folder.resolve("secrets"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n\nMDEyMzQ1Njc4OWFiY2RlZg==\n");
        PushSettings of = push(
                ", tokenEnv: NORTH, signingFile: secrets, itemsPerMinute: 60, bytesPerMinute: 1000, keepKeys: 2h, keys: 10",
                Map.of("NORTH", TOKEN));
        assertThat(of.access().tokens()).containsExactly(TOKEN);
        assertThat(of.access().secrets()).hasSize(2);
        assertThat(of.access().anyProvider()).isFalse();
        assertThat(of.itemsPerMinute()).isEqualTo(60);
        assertThat(of.bytesPerMinute()).isEqualTo(1000);
        assertThat(of.keepKeys()).hasHours(2);
        assertThat(of.keys()).isEqualTo(10);
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        assertThat(push(", tokenEnv: NORTH", Map.of("NORTH_FILE", file.toString()))
                        .access()
                        .tokens())
                .containsExactly(TOKEN);
        assertThat(push("", Map.of())).isEqualTo(PushSettings.DEFAULT);
    }

    @Test
    void aSecretThatCannotBeUsedIsNamedAndNotShown() {
        String secret = "short!";
        assertThatThrownBy(() -> push(
                        ", tokenEnv: NORTH, signingEnv: SIGN, itemsPerMinute: many, token: x",
                        Map.of("NORTH", secret, "SIGN", "%%" + secret)))
                .hasMessageContainingAll(
                        "tokenEnv holds no secret",
                        "signingEnv holds no secret",
                        "not base64",
                        "'many'",
                        "token is unknown")
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> push(", tokenEnv: NORTH", Map.of())).hasMessageContaining("NORTH, which is not set");
        assertThatThrownBy(() -> push(", tokenFile: none", Map.of())).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> push(", tokenFile: none, tokenEnv: NORTH", Map.of("NORTH", TOKEN)))
                .hasMessageContaining("both");
    }

    @Test
    void thePushSourceWithoutAFileTakesItsTokenFromTheEnvironment() {
        Map<String, String> env =
                Map.of("WIREROOM_BOOTSTRAP", "k:9092", "WIREROOM_REGISTRY", "http://r", "WIREROOM_PUSH_TOKEN", TOKEN);
        SourceConfig.Push push =
                (SourceConfig.Push) IngestConfig.fromEnvironment(env).sources().get(1);
        assertThat(push.settings().access().tokens()).containsExactly(TOKEN);
        assertThat(push.settings().access().anyProvider()).isTrue();
        assertThat(push.toString()).doesNotContain(TOKEN);
    }

    @Test
    void hubsCallOnePushSourceAtItsPublicUrl() throws IOException {
        assertThat(push(", publicUrl: 'https://news.example/wireroom/', hubLease: 1d, hubSha1: true", Map.of())
                        .hubs())
                .contains(new PushSettings.Hubs(
                        "https://news.example/wireroom", Duration.ofDays(1), true, Optional.empty()));
        Map<String, String> env = Map.of("WIREROOM_HUB_KEY", "0123456789abcdef0123456789abcdef\n");
        assertThat(push(", publicUrl: 'https://news.example'", env)
                        .hubs()
                        .orElseThrow()
                        .key())
                .hasValueSatisfying(key -> assertThat(key).hasSize(32));
        assertThatThrownBy(() -> push(", publicUrl: 'https://news.example'", Map.of("WIREROOM_HUB_KEY", "hush hush")))
                .hasMessageContaining("fewer than 32")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> push(", publicUrl: 'ftp://news.example'", Map.of()))
                .hasMessageContaining("publicUrl is 'ftp://news.example'");
        Path file = Files.writeString(folder.resolve("two.yaml"), """
                sources:
                  - {id: a, kind: push, port: 0, publicUrl: 'https://a.example'}
                  - {id: b, kind: push, port: 0, publicUrl: 'https://b.example'}
                """);
        assertThatThrownBy(() -> IngestConfig.sourcesOf(file, Map.of())).hasMessageContaining("a second one");
    }
}

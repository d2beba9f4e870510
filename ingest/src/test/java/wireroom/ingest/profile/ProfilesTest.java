package wireroom.ingest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import wireroom.model.Action;

class ProfilesTest {
    private final List<String> problems = new ArrayList<>();

    private Profiles own(String yaml) {
        return Profiles.with(new Yaml().load(yaml), (what, mend) -> problems.add(what + ": " + mend));
    }

    @Test
    void everyShippedFileIsRead() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/wireroom/ingest/profile"))) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(Profiles.shipped().names());
        }
    }

    @Test
    void aProviderIsKnownByTheNamesOfItsProfile() {
        assertThat(Profiles.shipped().of("Reuters").name()).isEqualTo("reuters");
        assertThat(Profiles.shipped().of("thomson reuters").name()).isEqualTo("reuters");
        assertThat(Profiles.shipped().of("northwire")).isEqualTo(Profile.DEFAULT);
        assertThat(Profiles.shipped().named("default")).contains(Profile.DEFAULT);
    }

    @Test
    void noProviderHasTwoProfiles() {
        Profiles shipped = Profiles.shipped();
        List<String> providers = shipped.names().stream()
                .flatMap(name -> Stream.concat(Stream.of(name), shipped.named(name).orElseThrow().providers().stream()))
                .toList();
        assertThat(providers).doesNotHaveDuplicates();
    }

    @Test
    void onlyScoopMeansNothingByAnEmptyEmbargo() {
        Profiles shipped = Profiles.shipped();
        assertThat(shipped.names().stream()
                        .filter(n -> shipped.named(n).orElseThrow().emptyEmbargo() == EmptyEmbargo.NONE))
                .containsExactly("scoop");
    }

    @Test
    void codesAreLookedUpInAnyCase() {
        Profile ap = Profiles.shipped().of("ap");
        assertThat(ap.category("S")).contains(new Code("Sport", "medtop:15000000"));
        assertThat(ap.category("9")).isEmpty();
        assertThat(ap.urgency(" U ")).contains(3);
        assertThat(Profiles.shipped().of("reuters").signal("edStat:C")).contains(Action.CORRECTION);
    }

    @Test
    void anIdWithADateOrAVersionBecomesThatOfItsFamily() {
        assertThat(Profiles.shipped().of("stt").family("urn:newsml:stt.fi:20261120:104"))
                .isEqualTo("urn:newsml:stt.fi::104");
        assertThat(Profiles.shipped().of("ntb").family("NTB0a1b-22_47")).isEqualTo("NTB0a1b-22");
        assertThat(Profile.DEFAULT.family("NTB0a1b-22_47")).isEqualTo("NTB0a1b-22_47");
        assertThat(Profile.DEFAULT.family(null)).isNull();
    }

    @Test
    void anOwnProfileStartsFromTheShippedOneOfItsNameOrTheOneItExtends() {
        Profiles profiles = own("""
                scoop: {zone: UTC}
                northwire: {extends: reuters, providers: [NW], reviveAfterKill: true}
                """);
        assertThat(problems).isEmpty();
        assertThat(profiles.of("scoop").emptyEmbargo()).isEqualTo(EmptyEmbargo.NONE);
        assertThat(profiles.of("scoop").zone()).contains(ZoneId.of("UTC"));
        Profile own = profiles.of("nw");
        assertThat(own.reviveAfterKill()).isTrue();
        assertThat(own.signal("edstat:d")).contains(Action.KILL);
        assertThat(profiles.of("reuters").reviveAfterKill()).isFalse();
    }

    @Test
    void tellsEveryProblemOfAProfileWithItsMend() {
        Profiles profiles = own("""
                broken:
                  colour: red
                  charset: none-such
                  zone: Nowhere/Else
                  emptyEmbargoMeans: PERHAPS
                  reviveAfterKill: sometimes
                  category: [a]
                  priority: {f: 12}
                  genre: {x: {subject: 'medtop:1'}}
                  signal: {'sig:x': EXPLODE}
                  identity: [{pattern: '(', family: x}, {pattern: 'a', family: '$1'}, {pattern: 'a'}]
                  quirks: [SHY]
                lost: {extends: nobody}
                scalar: 7
                """);
        assertThat(profiles.named("broken")).isEmpty();
        assertThat(String.join("\n", problems))
                .contains(
                        "profiles.broken.colour is unknown",
                        "none-such",
                        "Nowhere/Else",
                        "'PERHAPS'",
                        "'sometimes'",
                        "category is not a map",
                        "priority.f is '12'",
                        "genre.x has no name",
                        "signal.sig:x is 'EXPLODE'",
                        "the pattern '('",
                        "names a group",
                        "its pattern and its family",
                        "quirks is 'SHY'",
                        "extends is 'nobody'",
                        "profiles.scalar is not a map");
    }
}

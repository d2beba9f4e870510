package wireroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An exit code means one thing, and is told where people look for it. */
class ExitTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static List<Integer> codes() throws IllegalAccessException {
        List<Integer> codes = new ArrayList<>();
        for (Field field : Exit.class.getDeclaredFields()) {
            if (field.getType() == int.class) {
                codes.add(field.getInt(null));
            }
        }
        return codes;
    }

    @Test
    void everyCodeMeansOneThingAndIsInTheHelp() throws IllegalAccessException {
        String help = Run.of(ROOT, "--help").out();
        String list = help.substring(help.indexOf("Exit codes:"));

        assertThat(codes()).doesNotHaveDuplicates().hasSizeGreaterThan(5);
        assertThat(codes()).allSatisfy(code -> assertThat(list).containsPattern("[ \n]" + code + " [a-z]"));
    }

    @Test
    void theCorpusSaysWithWhichCodeConformEnds() throws IOException {
        var said =
                Pattern.compile("Exit code (\\d)").matcher(Files.readString(ROOT.resolve("seeds/lifecycle/README.md")));
        assertThat(said.find()).isTrue();
        assertThat(said.group(1)).isEqualTo(Integer.toString(Exit.DIFFERENT));
        assertThat(Run.of(ROOT, "conform", "--help").out()).contains("Exits with " + Exit.DIFFERENT);
    }
}

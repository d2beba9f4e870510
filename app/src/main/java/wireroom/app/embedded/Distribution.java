package wireroom.app.embedded;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the build has put what is not a library: the folder of our jar, or {@code app/target} in a checkout. */
final class Distribution {
    private Distribution() {}

    static Path folder() {
        try {
            return Path.of(Distribution.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath()
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

package wireroom.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The web page's files, from the jar. */
public final class StaticFiles {
    /** Nothing from elsewhere, nothing inline: text from a wire can never become script. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private StaticFiles() {}

    /**
     * A route for each file.
     *
     * @param neighbour class beside whose package's resources they lie
     * @param files path to resource name, e.g. {@code /app.js} to {@code web/app.js}
     */
    public static List<Route> routes(Class<?> neighbour, Map<String, String> files) {
        List<Route> routes = new ArrayList<>();
        files.forEach((path, name) -> {
            Answer answer = load(neighbour, name);
            routes.add(Route.of(path, call -> answer));
        });
        return routes;
    }

    private static Answer load(Class<?> neighbour, String name) {
        try (InputStream in = neighbour.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            byte[] bytes = in.readAllBytes();
            String tag = '"'
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12)
                    + '"';
            return new Answer(200, type(name), bytes, tag, Map.of("Content-Security-Policy", POLICY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            default -> "application/octet-stream";
        };
    }
}

package wireroom.gateway.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request, taken apart. */
public final class Call {
    private final HttpExchange exchange;
    private final List<String> path;
    private final Map<String, String> parameters;

    Call(HttpExchange exchange) {
        this.exchange = exchange;
        this.path = segments(exchange.getRequestURI().getRawPath());
        this.parameters = parameters(exchange.getRequestURI().getRawQuery());
    }

    /** Segments of the path, decoded: an id may hold slashes when they were encoded. */
    public List<String> path() {
        return path;
    }

    /** A parameter of the query, decoded; null when it is missing. The first counts. */
    public String parameter(String name) {
        return parameters.get(name);
    }

    /**
     * A whole number among the parameters.
     *
     * @throws HttpRefusal when it is none, or out of range
     */
    public int number(String name, int ifMissing, int least, int most) {
        String text = parameters.get(name);
        if (text == null || text.isBlank()) {
            return ifMissing;
        }
        if (text.matches("\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new HttpRefusal(
                400,
                "bad_parameter",
                "'" + name + "' is '" + text + "'",
                "give a whole number from " + least + " to " + most);
    }

    /** A header; null when it is missing. */
    public String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** True for HEAD: no body may be sent. */
    public boolean headOnly() {
        return exchange.getRequestMethod().equals("HEAD");
    }

    /** Starts an answer without an end, with status 200; null for HEAD. */
    public OutputStream open(String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        exchange.sendResponseHeaders(200, headOnly() ? -1 : 0);
        return headOnly() ? null : exchange.getResponseBody();
    }

    private static List<String> segments(String raw) {
        List<String> segments = new ArrayList<>();
        for (String segment : raw.split("/")) {
            if (!segment.isEmpty()) {
                // A plus in a path is a plus.
                segments.add(decode(segment.replace("+", "%2B")));
            }
        }
        return List.copyOf(segments);
    }

    private static Map<String, String> parameters(String raw) {
        Map<String, String> parameters = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                parameters.putIfAbsent(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new HttpRefusal(
                    400, "bad_encoding", "'" + text + "' is not URL-encoded", "encode a '%' as %25 and a '|' as %7C");
        }
    }
}

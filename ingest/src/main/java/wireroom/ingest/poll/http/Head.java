package wireroom.ingest.poll.http;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Status line and headers of an answer.
 *
 * @param persistent the server keeps the connection when the body ends where it says
 */
record Head(int status, Headers headers, boolean persistent) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.([01]) ([1-9]\\d\\d)(?: .*)?");

    /** The final head; interim ones are passed over. */
    static Head read(Connection connection, HttpLimits limits) throws IOException, FetchFailure {
        int room = limits.headBytes();
        for (int interim = 0; interim <= HttpLimits.INTERIM_ANSWERS; interim++) {
            String line = connection.line(room);
            if (line == null) {
                throw new FetchFailure(Failure.PROTOCOL, "the connection ended before an answer");
            }
            Matcher status = STATUS.matcher(line);
            if (!status.matches()) {
                throw new FetchFailure(Failure.PROTOCOL, "the answer does not begin with HTTP/1.1 and a status");
            }
            room -= line.length();
            Headers headers = new Headers();
            String name = null;
            StringBuilder value = new StringBuilder();
            int count = 0;
            while (true) {
                line = connection.line(room);
                if (line == null) {
                    throw new FetchFailure(
                            Failure.HEAD_TOO_LARGE,
                            "headers that do not end, or are longer than " + limits.headBytes() + " bytes");
                }
                room -= line.length() + 2;
                boolean continued = line.startsWith(" ") || line.startsWith("\t");
                if (continued && name != null) {
                    value.append(' ').append(line.strip());
                    continue;
                }
                if (name != null) {
                    headers.add(name, value.toString());
                }
                if (line.isEmpty()) {
                    break;
                }
                if (++count > HttpLimits.HEADERS) {
                    throw new FetchFailure(Failure.HEAD_TOO_LARGE, "more than " + HttpLimits.HEADERS + " headers");
                }
                int colon = line.indexOf(':');
                // A line without a name says nothing; refusing the answer for it would help nobody.
                name = colon <= 0 ? null : line.substring(0, colon).strip();
                value.setLength(0);
                value.append(line, colon + 1, line.length());
            }
            int code = Integer.parseInt(status.group(2));
            if (code >= 200) {
                String told = headers.first("Connection").orElse("").toLowerCase(Locale.ROOT);
                boolean persistent =
                        status.group(1).equals("1") ? !told.contains("close") : told.contains("keep-alive");
                return new Head(code, headers, persistent);
            }
        }
        throw new FetchFailure(Failure.HEAD_TOO_LARGE, "more than " + HttpLimits.INTERIM_ANSWERS + " interim answers");
    }
}

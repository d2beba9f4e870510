package wireroom.ingest.format.anpa;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two header lines: {@code W1645asian} and {@code r i BC-OS--Harbour-Fire 1stLd 11-20 0500}.
 *
 * @param service letter
 * @param number sequence number, 0 to 9999
 * @param priority letter
 * @param category letter
 * @param tabular whether the text is a table (DC2)
 * @param keyword with its version text, as sent
 * @param month of the keyword's date, 1 to 12
 * @param day of the keyword's date
 * @param words count, although it looks like a time
 * @param length characters of both lines
 */
record Header(
        char service,
        int number,
        char priority,
        char category,
        boolean tabular,
        String keyword,
        int month,
        int day,
        int words,
        int length) {
    private static final Pattern LINES = Pattern.compile("[\\s\\x00\\x16\\x01]*(\\p{Alpha})(\\d{4})[\\x1f -]?([^\\r"
            + "\\n"
            + "]{0,40})\\R+(\\p{Alpha})\\s(\\p{Alpha})[\\x13\\x14 ]*([\\x11\\x12])?[\\x13\\x14 ]*([^\\r"
            + "\\n"
            + "]{0,80}?)\\s+(\\d{1,2})-(\\d{1,2})\\s+(\\d{1,6})[ \\t]*(?:\\R|\\x02|$)");

    static Optional<Header> of(String message) {
        Matcher m = LINES.matcher(message);
        if (!m.lookingAt()) {
            return Optional.empty();
        }
        int month = Integer.parseInt(m.group(8));
        int day = Integer.parseInt(m.group(9));
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            return Optional.empty();
        }
        return Optional.of(new Header(
                m.group(1).charAt(0),
                Integer.parseInt(m.group(2)),
                m.group(4).charAt(0),
                m.group(5).charAt(0),
                "\u0012".equals(m.group(6)),
                m.group(7).strip(),
                month,
                day,
                Integer.parseInt(m.group(10)),
                m.end()));
    }
}

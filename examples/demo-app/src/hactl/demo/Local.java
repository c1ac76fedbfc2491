package hactl.demo;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.UUID;
import javax.servlet.ServletContext;

/**
 * Data that belongs to one instance and never to a session: a static field, an attribute of the
 * ServletContext, a file in the application's temporary folder. Each holds "count mark".
 */
final class Local {
    /** Drawn when the class is loaded: another value means that the application started anew. */
    static final String LIFE = UUID.randomUUID().toString();

    private static final String NAME = "hactl.local";
    private static final int LONGEST_MARK = 64;
    private static String held = "";

    private Local() {}

    /** Shows the three places; with a mark, counts each of them up and writes the mark into it first. */
    static synchronized void answer(ServletContext context, String mark, Answer answer) {
        Object inContext = context.getAttribute(NAME);
        String ofContext = inContext == null ? "" : (String) inContext;
        if (mark != null && mark.length() <= LONGEST_MARK) {
            held = next(held, mark);
            ofContext = next(ofContext, mark);
            context.setAttribute(NAME, ofContext);
        }
        answer.put("static", held);
        answer.put("context", ofContext);
        answer.put("file", file(context, mark));
    }

    private static String next(String old, String mark) {
        int blank = old.indexOf(' ');
        int count = blank < 0 ? 0 : Integer.parseInt(old.substring(0, blank));
        return (count + 1) + " " + mark;
    }

    private static String file(ServletContext context, String mark) {
        File folder = (File) context.getAttribute("javax.servlet.context.tempdir");
        if (folder == null) {
            return "no temporary folder";
        }
        try {
            RandomAccessFile file = new RandomAccessFile(new File(folder, NAME), "rw");
            try {
                String line = file.length() == 0 ? "" : file.readUTF();
                if (mark != null && mark.length() <= LONGEST_MARK) {
                    line = next(line, mark);
                    file.setLength(0);
                    file.writeUTF(line);
                }
                return line;
            } finally {
                file.close();
            }
        } catch (IOException failed) {
            return "error " + failed.getMessage();
        }
    }
}

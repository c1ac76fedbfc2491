package hactl.ha;

/** Where the log goes: each line of Jetty has a logger of its own. */
public interface Says {
    void info(String text);

    void warn(String text);
}

package hactl.jetty12;

import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.session.SessionData;
import org.eclipse.jetty.session.SessionManager;

/** A session in use here. */
final class Live extends ManagedSession {
    Live(SessionManager manager, SessionData data) {
        super(manager, data);
    }

    /** One more request uses it. */
    void enter() {
        use();
    }
}

package hactl.changes;

import java.io.IOException;
import org.apache.catalina.Session;
import org.apache.catalina.ha.CatalinaCluster;
import org.apache.catalina.ha.ClusterManager;
import org.apache.catalina.ha.ClusterMessage;
import org.apache.catalina.ha.session.DeltaRequest;
import org.apache.catalina.ha.session.DeltaSession;

/** Tomcat's DeltaManager, whose sessions find out what was changed in place. Speaks with those of Tomcat's own. */
public class DeltaManager extends org.apache.catalina.ha.session.DeltaManager implements Late {
  private static final ThreadLocal<Boolean> RECEIVING = new ThreadLocal<Boolean>();

  private final Report report = new Report();

  @Override
  public Session createEmptySession() {
    return new TrackedSession(this);
  }

  @Override
  protected DeltaSession getNewDeltaSession() {
    return new TrackedSession(this);
  }

  @Override
  public ClusterMessage requestCompleted(String id, boolean expires) {
    TrackedSession session = tracked(id);
    if (session == null) {
      return super.requestCompleted(id, expires);
    }
    session.sending(true);
    try {
      session.collect(expires);
      return super.requestCompleted(id, expires);
    } finally {
      session.sending(false);
    }
  }

  @Override
  public void messageDataReceived(ClusterMessage message) {
    RECEIVING.set(Boolean.TRUE);
    try {
      super.messageDataReceived(message);
    } finally {
      RECEIVING.remove();
    }
  }

  /** Tells whether this thread does what another instance said: no request, so it changes nothing of its own. */
  static boolean receiving() {
    return RECEIVING.get() != null;
  }

  private TrackedSession tracked(String id) {
    try {
      Session found = findSession(id);
      return found instanceof TrackedSession ? (TrackedSession) found : null;
    } catch (IOException none) {
      return null;
    }
  }

  /** Is there up to Tomcat 7.0.81; what is later asks the session. */
  @Override
  protected byte[] serializeDeltaRequest(DeltaSession session, DeltaRequest request) throws IOException {
    try {
      return super.serializeDeltaRequest(session, request);
    } catch (IOException failed) {
      return retried(session, failed);
    } catch (RuntimeException failed) {
      return retried(session, failed);
    } catch (StackOverflowError failed) {
      return retried(session, failed);
    }
  }

  private byte[] retried(DeltaSession session, Throwable failed) throws IOException {
    ((TrackedSession) session).again(failed);
    return super.serializeDeltaRequest(session, session.getDeltaRequest());
  }

  @Override
  public void late(TrackedSession session) {
    String id = session.getIdInternal();
    CatalinaCluster cluster = getCluster();
    if (id == null || cluster == null || alone()) {
      return;
    }
    try {
      ClusterMessage message = requestCompleted(id, false);
      if (message != null) {
        cluster.send(message);
      }
    } catch (RuntimeException failed) {
      Report.failed("what a session of " + getName() + " changed late was not sent", failed);
    }
  }

  @Override
  public boolean alone() {
    CatalinaCluster cluster = getCluster();
    return cluster == null || cluster.getMembers().length == 0;
  }

  @Override
  public void notCopied(String attribute, Uncopyable found) {
    report.notCopied(getName(), attribute, found);
  }

  /** Returns how often an attribute was left out of a message because it cannot be written. */
  public long getNotCopied() {
    return report.count();
  }

  @Override
  public ClusterManager cloneFromTemplate() {
    DeltaManager copy = new DeltaManager();
    copy.setName("Clone-from-" + getName());
    copy.setMaxActiveSessions(getMaxActiveSessions());
    copy.setProcessExpiresFrequency(getProcessExpiresFrequency());
    copy.setExpireSessionsOnShutdown(isExpireSessionsOnShutdown());
    copy.setNotifyListenersOnReplication(isNotifyListenersOnReplication());
    copy.setNotifySessionListenersOnReplication(isNotifySessionListenersOnReplication());
    copy.setNotifyContainerListenersOnReplication(isNotifyContainerListenersOnReplication());
    copy.setStateTransferTimeout(getStateTransferTimeout());
    copy.setSendAllSessions(isSendAllSessions());
    copy.setSendAllSessionsSize(getSendAllSessionsSize());
    copy.setSendAllSessionsWaitTime(getSendAllSessionsWaitTime());
    copy.setStateTimestampDrop(isStateTimestampDrop());
    return copy;
  }
}

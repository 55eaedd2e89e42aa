//! Puts replies on disk: many in one transaction, each told as done only after that.

use super::budget::{Budget, Month};
use pathloom_store::table::calls::CallRow;
use pathloom_store::{Project, StoreError};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// Rows waiting at most; whoever brings more waits with them.
const QUEUE: usize = 1_024;
/// Rows of one transaction at most. While it is written, the next ones gather.
const BATCH: usize = 256;

pub struct Writer {
    sender: Option<mpsc::Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

struct Order {
    row: CallRow,
    done: oneshot::Sender<Result<(), String>>,
}

impl Writer {
    /// Tells what replies cost to the account of `month`, and what others spent to the budget.
    pub fn new(project: Arc<Project>, budget: Arc<Budget>, month: Month) -> Writer {
        let (sender, orders) = mpsc::channel(QUEUE);
        let thread = std::thread::spawn(move || {
            let mut teller = Teller { project: project.clone(), budget, month, last: None, untold: false };
            write(&project, orders, &mut teller);
            teller.tell();
        });
        Writer { sender: Some(sender), thread: Some(thread) }
    }

    /// Returns when the row is committed; the error is the store's.
    pub async fn put(&self, row: CallRow) -> Result<(), String> {
        let (done, committed) = oneshot::channel();
        let gone = || "the writer of replies has ended".to_owned();
        let sender = self.sender.as_ref().ok_or_else(gone)?;
        sender.send(Order { row, done }).await.map_err(|_| gone())?;
        committed.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.sender.take();
        if let Some(thread) = self.thread.take() {
            // A panic of the writer was told to those who waited for it.
            let _ = thread.join();
        }
    }
}

/// Between two looks at what other projects spend.
const TELLING: Duration = Duration::from_secs(1);

struct Teller {
    project: Arc<Project>,
    budget: Arc<Budget>,
    month: Month,
    last: Option<Instant>,
    untold: bool,
}

impl Teller {
    fn note(&mut self, money: bool) {
        self.untold |= money;
        if self.last.is_none_or(|last| last.elapsed() >= TELLING) {
            self.tell();
        }
    }

    fn tell(&mut self) {
        if std::mem::take(&mut self.untold) {
            if let Some(others) = self.month.tell(&self.project) {
                self.budget.set_others(others);
            }
            self.last = Some(Instant::now());
        }
    }
}

fn write(project: &Project, mut orders: mpsc::Receiver<Order>, teller: &mut Teller) {
    let mut batch = Vec::with_capacity(BATCH);
    while let Some(first) = orders.blocking_recv() {
        batch.push(first);
        while batch.len() < BATCH {
            match orders.try_recv() {
                Ok(order) => batch.push(order),
                Err(_) => break,
            }
        }
        let rows: Vec<&CallRow> = batch.iter().map(|order| &order.row).collect();
        let written = project.put_calls(&rows).map_err(|problem: StoreError| format!("{problem} {}", problem.hint()));
        teller.note(rows.iter().any(|row| row.money.is_some_and(|money| money > 0.0)));
        for order in batch.drain(..) {
            // Whoever asked may have been cancelled; the row is there all the same.
            let _ = order.done.send(written.clone());
        }
    }
}

//! Puts the layers together.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use bpiiot_client::{Chain, Key, KeyError};
use tokio::{
	net::TcpListener,
	sync::{Notify, mpsc, mpsc::Sender, oneshot, watch},
	task::JoinSet,
	time::{sleep, timeout},
};

use crate::{
	application::{self, Status},
	config::Config,
	device::{Input, QUEUE, replay::ReplayError},
	network::{
		journal::{Journal, JournalError},
		ledger::ChainLedger,
	},
	service::{
		Terms,
		engine::{Engine, system_clock},
		manager::Manager,
		submitter::{SubmitError, Submitter},
	},
};

/// How long to wait before the node is tried again; grows to the second value.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(4));
/// A look at the chain is due at least this often, also without a new block.
const IDLE: Duration = Duration::from_secs(15);

/// Why a unit does not start or cannot go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
	/// The device's key.
	#[error(transparent)]
	Key(#[from] KeyError),
	/// The journal.
	#[error(transparent)]
	Journal(#[from] JournalError),
	/// The recording to play.
	#[error(transparent)]
	Replay(#[from] ReplayError),
	/// The address for status and metrics.
	#[error("cannot listen on {address} for status and metrics ({reason}); choose another unit.listen")]
	Listen {
		/// The address.
		address: SocketAddr,
		/// What the system said.
		reason: std::io::Error,
	},
	/// A part of the unit has ended without a reason.
	#[error("the {0} has ended unexpectedly; start the unit again")]
	Ended(&'static str),
}

/// Runs a unit until `stop` is ready, then lets it finish what it has taken in.
///
/// # Errors
/// When it cannot start, or its journal cannot be written any more. A node or broker that is away is no error.
pub async fn run(config: Config, stop: impl Future<Output = ()>) -> Result<(), UnitError> {
	Manager::check(&config)?;
	let (key, made) = Key::load_or_generate(&config.key_file)?;
	let account = key.account();
	if made {
		tracing::info!("made a new device key in {}", config.key_file.display());
	}
	let journal = Arc::new(Journal::open(&config.data, config.keep_readings)?);
	journal.claim_account(account.0, &format!("0x{}", hex::encode(account.0)))?;
	let status = Arc::new(Status::new(account.to_string()));
	let mut server = JoinSet::new();
	if let Some(address) = config.listen {
		let listener = TcpListener::bind(address).await.map_err(|reason| UnitError::Listen { address, reason })?;
		server.spawn(application::serve(listener, status.clone()));
	}

	let bell = Arc::new(Notify::new());
	let (queue, inputs) = mpsc::channel(QUEUE);
	let engine = Engine::new(journal.clone(), status.clone(), bell.clone(), system_clock)?;
	let mut engine_end = spawn_engine(engine, inputs);

	let cached = journal.recover()?.terms;
	let (active, mut activity) = watch::channel(cached.iter().any(|terms| terms.active));
	tracing::info!(%account, "started; readings in the journal: {}", journal.head().0);
	let link = Link {
		config: config.clone(),
		key,
		journal: journal.clone(),
		status: status.clone(),
		queue: queue.clone(),
		active,
		bell,
	};
	let mut link = tokio::spawn(link.run());

	tokio::pin!(stop);
	let mut manager = None;
	let result = loop {
		tokio::select! {
			() = &mut stop => break Ok(()),
			ended = &mut engine_end => break match ended {
				Ok(Err(e)) => Err(e.into()),
				_ => Err(UnitError::Ended("engine")),
			},
			ended = &mut link => break match ended {
				Ok(e) => Err(e.into()),
				Err(_) => Err(UnitError::Ended("chain link")),
			},
			// Without rules nothing could be counted; until they are known the readings wait in the broker.
			known = async { activity.wait_for(|active| *active).await.is_ok() }, if manager.is_none() => {
				if known {
					manager = Some(Manager::start(&config, &journal, &status, &queue)?);
					tracing::info!(%account, agreements = ?config.agreements, "ready: counting");
				}
			},
		}
	};

	link.abort();
	if !link.is_finished() {
		// Until it has really ended it holds the journal open.
		let _ = link.await;
	}
	server.shutdown().await;
	if let Some(manager) = manager {
		manager.stop().await;
	}
	if result.is_ok() {
		let _ = queue.send(Input::Stop).await;
		match engine_end.await {
			Ok(ended) => ended?,
			Err(_) => return Err(UnitError::Ended("engine")),
		}
		tracing::info!("stopped");
	}
	result
}

/// The engine waits for the disk, so it has a thread of its own.
fn spawn_engine(engine: Engine, inputs: mpsc::Receiver<Input>) -> oneshot::Receiver<Result<(), JournalError>> {
	let (end, ended) = oneshot::channel();
	let thread = std::thread::Builder::new().name("engine".into()).spawn(move || {
		let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
		let runtime = runtime.expect("a runtime without IO needs nothing that can be missing; qed");
		let _ = end.send(runtime.block_on(engine.run(inputs)));
	});
	// When no thread can be made, the sender is gone and the receiver says that the engine has ended.
	if let Err(e) = thread {
		tracing::error!("the engine cannot be started: {e}");
	}
	ended
}

/// The unit's side of the chain: looks at every new block, and tells the engine the rules.
struct Link {
	config: Config,
	key: Key,
	journal: Arc<Journal>,
	status: Arc<Status>,
	queue: Sender<Input>,
	active: watch::Sender<bool>,
	bell: Arc<Notify>,
}

impl Link {
	/// Goes on until the journal fails, which is what it returns.
	async fn run(self) -> JournalError {
		let mut submitter = Submitter::new(self.journal.clone(), self.status.clone(), self.config.agreements.clone());
		let mut told: Option<Vec<Terms>> = None;
		let mut backoff = BACKOFF.0;
		let mut trouble = String::new();
		loop {
			let ledger = match self.connect().await {
				Ok(ledger) => ledger,
				Err(SubmitError::Journal(e)) => return e,
				Err(e) => {
					self.report(&e, &mut trouble);
					sleep(backoff).await;
					backoff = (backoff * 2).min(BACKOFF.1);
					continue;
				}
			};
			let mut heads = ledger.chain().subscribe_best();
			loop {
				let failed = match submitter.round(&ledger).await {
					Ok(round) => {
						if round.blocked.is_none() {
							backoff = BACKOFF.0;
						}
						if round.blocked.is_none() && !trouble.is_empty() {
							tracing::info!("the chain link works again");
							trouble.clear();
							self.status.set_error(None);
						}
						self.status.set_chain(round.best.number, round.settled.number);
						let next = match self.journal.recover_next_trigger() {
							Ok(next) => next,
							Err(e) => return e,
						};
						if told.as_ref() != Some(&round.terms) || next.is_none_or(|next| next < round.first_trigger) {
							let input = Input::Terms { terms: round.terms.clone(), first_trigger: round.first_trigger };
							if self.queue.send(input).await.is_err() {
								// The engine has ended and tells why itself.
								std::future::pending::<()>().await;
							}
							if !round.terms.iter().any(|terms| terms.active) {
								tracing::warn!(
									agreements = ?self.config.agreements,
									"no agreement of this device is in force; waiting for one"
								);
							}
							self.active.send_replace(round.terms.iter().any(|terms| terms.active));
							told = Some(round.terms);
						}
						round.blocked
					}
					Err(SubmitError::Journal(e)) => return e,
					Err(e) => Some(e),
				};
				if let Some(e) = failed {
					self.report(&e, &mut trouble);
					sleep(backoff).await;
					backoff = (backoff * 2).min(BACKOFF.1);
					if matches!(&e, SubmitError::Chain(e) if e.is_link()) {
						continue;
					}
				}
				tokio::select! {
					head = timeout(IDLE, heads.next()) => {
						if let Ok(Err(e)) = head {
							tracing::debug!("the subscription to blocks has ended: {e}");
							sleep(BACKOFF.0).await;
						}
					},
					() = self.bell.notified() => {},
				}
			}
		}
	}

	async fn connect(&self) -> Result<ChainLedger, SubmitError> {
		let genesis = self.journal.chain()?.map(bpiiot_client::H256);
		let chain = Chain::connect_to(&self.config.node, genesis, self.config.confirmations).await?;
		self.journal.claim_chain(chain.genesis().0)?;
		tracing::info!(genesis = ?chain.genesis(), "connected to the node {}", self.config.node);
		Ok(ChainLedger::new(chain, self.key.clone()))
	}

	/// Says what is wrong, once for each new cause.
	fn report(&self, error: &SubmitError, trouble: &mut String) {
		let text = error.to_string();
		if matches!(error, SubmitError::Chain(e) if e.is_link()) {
			self.status.set_chain_lost();
		}
		self.status.set_error(Some(text.clone()));
		if text != *trouble {
			tracing::warn!("{text}");
			*trouble = text;
		}
	}
}

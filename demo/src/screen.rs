//! What happens, shown while it happens.

use std::{
	collections::BTreeMap,
	io::IsTerminal,
	sync::{Arc, Mutex, atomic::Ordering},
	time::Duration,
};

use anyhow::Result;
use bpiiot_client::{
	AccountId32, Chain, api::runtime_types::pallet_maintenance::types::RequestStatus, primitives::RequestId,
};
use bpiiot_testbed::scenario::Ready;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::{
	sensors::Played,
	stage::Stage,
	summary::{bpi, grouped},
};

/// How often the live part is drawn anew.
const REDRAW: Duration = Duration::from_millis(500);
/// How often a line is printed where there is no terminal.
const PLAIN: Duration = Duration::from_secs(10);
/// Lines of the live part.
const LINES: usize = 4;

/// The terminal: events that stay, and below them a live part. Without a terminal the live part is a line now and then.
#[derive(Clone)]
pub struct Screen(Arc<Inner>);

struct Inner {
	live: Option<(MultiProgress, Vec<ProgressBar>)>,
	/// What was last told of each request.
	requests: Mutex<BTreeMap<RequestId, String>>,
}

impl Screen {
	/// For standard output.
	pub fn new() -> Self {
		let live = std::io::stdout().is_terminal().then(|| {
			let all = MultiProgress::with_draw_target(indicatif::ProgressDrawTarget::stdout());
			let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
			let lines = (0..LINES).map(|_| all.add(ProgressBar::new(0).with_style(style.clone()))).collect();
			(all, lines)
		});
		Self(Arc::new(Inner { live, requests: Mutex::default() }))
	}

	/// Something that has happened.
	pub fn event(&self, text: &str) {
		match &self.0.live {
			Some((all, _)) => drop(all.println(text)),
			None => println!("{text}"),
		}
	}

	/// Takes the live part away.
	pub fn clear(&self) {
		if let Some((all, _)) = &self.0.live {
			let _ = all.clear();
		}
	}

	/// Whether this state of a request has not been told yet.
	pub fn is_news(&self, request: RequestId, status: RequestStatus) -> bool {
		let status = format!("{status:?}");
		let mut told = self.0.requests.lock().expect("no holder panics; qed");
		told.insert(request, status.clone()).is_none_or(|before| before != status)
	}

	/// Draws the live part until the returned task is aborted.
	pub fn watch(
		&self,
		stage: &Stage,
		device: &AccountId32,
		ready: Ready,
		played: &Played,
	) -> tokio::task::JoinHandle<()> {
		let accounts = [
			("owner", stage.owner.account()),
			("provider", stage.provider.account()),
			("device", *device),
			("miner", stage.miner),
		];
		let (screen, chain, status) = (self.clone(), stage.chain.clone(), stage.unit.status_source());
		let (sent, total) = (played.sent.clone(), played.total);
		tokio::spawn(async move {
			let mut printed: Option<Instant> = None;
			loop {
				let unit = status.read().await.unwrap_or_default();
				let progress = (sent.load(Ordering::Relaxed), total);
				// A look that fails is no reason to stop: the next one shows the state again.
				if let Ok(lines) = lines(&chain, &accounts, ready, &unit, progress).await {
					match &screen.0.live {
						Some((_, bars)) => {
							for (bar, line) in bars.iter().zip(lines) {
								bar.set_message(line);
							}
						}
						None if printed.is_none_or(|at| at.elapsed() >= PLAIN) => {
							printed = Some(Instant::now());
							println!("{}", lines.join("\n"));
						}
						None => {}
					}
				}
				sleep(REDRAW).await;
			}
		})
	}
}

async fn lines(
	chain: &Chain,
	accounts: &[(&str, AccountId32); 4],
	ready: Ready,
	unit: &Value,
	(sent, total): (u64, u64),
) -> Result<[String; LINES]> {
	let best = chain.best().await?;
	let view = chain.at(&best).await?;
	let difficulty = chain.difficulty(best.hash).await?;
	let agreement = view.agreement(ready.agreement).await?;
	let (requests, open) = agreement.map_or((0, 0), |agreement| (agreement.requests, agreement.open_requests));
	let counters: Vec<String> = unit["counters"]
		.as_array()
		.into_iter()
		.flatten()
		.map(|view| format!("{} {}/{}", view["metric"].as_str().unwrap_or("?"), view["count"], view["limit"]))
		.collect();
	let mut balances = Vec::new();
	for (name, account) in accounts {
		let found = view.balances(account).await?;
		balances.push(format!("{name} {} + {} held", bpi(found.free), bpi(found.held)));
	}
	Ok([
		format!("  chain    block {} · difficulty {difficulty} · requests {requests}, open {open}", best.number),
		format!(
			"  unit     {} of {} readings sent, {} counted, {:.0}/s · triggers {} pending, {} settled",
			grouped(u128::from(sent)),
			grouped(u128::from(total)),
			grouped(u128::from(unit["readings"].as_u64().unwrap_or_default())),
			unit["readings_per_second"].as_f64().unwrap_or_default(),
			unit["triggers"]["pending"].as_u64().unwrap_or_default(),
			unit["triggers"]["sent"].as_u64().unwrap_or_default(),
		),
		format!("  counters {}", counters.join(" · ")),
		format!("  balances {}", balances.join(" · ")),
	])
}

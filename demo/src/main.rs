//! The main job, live in a terminal: a machine's readings raise a service request and order a part on a chain of their
//! own, and the provider is paid.

mod actors;
mod screen;
mod sensors;
mod stage;
mod summary;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use bpiiot_client::primitives::{BPI, Metric};
use bpiiot_client::{
	Key,
	api::runtime_types::pallet_maintenance::types::{RequestKind, RequestStatus},
};
use bpiiot_testbed::{
	scenario::{self, Step, Terms, part_rule, service_rule},
	waits::within_blocks,
};
use clap::Parser;
use tokio::{
	signal::unix::{SignalKind, signal},
	sync::mpsc,
};

use crate::{
	actors::Role,
	screen::Screen,
	stage::{Stage, UNIT_PATIENCE},
	summary::Before,
};

/// Blocks from the first reading until both requests must be paid. The recording takes four of them at the default speed,
/// raising and paying a request takes about ten.
const GOAL_BLOCKS: u64 = 100;

/// Seconds of vibration above 0.25 g after which service is requested. The fault of the recording raises it from 0.22 g to
/// 0.72 g for about seven minutes.
const VIBRATION_SECONDS: u32 = 300;
/// Seconds of motor temperature above 88.5 °C after which a bearing is ordered.
const TEMPERATURE_SECONDS: u32 = 600;

/// Plays the recording of a real pump to an IoT unit on a chain of its own, until vibration has requested service and
/// temperature has ordered a part, and both have been paid.
#[derive(Debug, Parser)]
#[command(name = "bpiiot-demo", version)]
struct Options {
	/// The recording: a CSV file of SKAB.
	#[arg(long, default_value = "data/skab/other-5.csv")]
	data: PathBuf,

	/// How many times faster than recorded it is played.
	#[arg(long, default_value_t = 60.0, value_parser = speed)]
	speed: f64,

	/// The port for wallets and explorers; another one is taken when it is busy.
	#[arg(long, default_value_t = 9944)]
	rpc_port: u16,

	/// Leave everything running at the end, until Ctrl-C.
	#[arg(long)]
	keep: bool,
}

fn speed(text: &str) -> Result<f64, String> {
	match text.parse::<f64>() {
		Ok(speed) if speed.is_finite() && speed > 0.0 => Ok(speed),
		_ => Err("it must be a number greater than 0".into()),
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	let options = Options::parse();
	let screen = Screen::new();
	let mut terminate = match signal(SignalKind::terminate()) {
		Ok(terminate) => terminate,
		Err(e) => {
			eprintln!("bpiiot-demo: cannot listen for SIGTERM: {e}");
			return ExitCode::FAILURE;
		}
	};
	// Whatever this future has started ends when it is dropped.
	let result = tokio::select! {
		result = run(&options, &screen) => Some(result),
		_ = tokio::signal::ctrl_c() => None,
		_ = terminate.recv() => None,
	};
	screen.clear();
	match result {
		Some(Ok(())) => ExitCode::SUCCESS,
		Some(Err(e)) => {
			eprintln!("bpiiot-demo: {e:#}");
			ExitCode::FAILURE
		}
		None => {
			eprintln!("bpiiot-demo: stopped, and everything that it started");
			ExitCode::from(130)
		}
	}
}

/// What owner and provider agree on.
fn terms() -> Terms {
	let (service_price, part_price) = (50 * BPI, 120 * BPI);
	let rules = vec![
		service_rule(Metric::Vibration, 1, 250_000, VIBRATION_SECONDS),
		part_rule(Metric::Temperature, 1, 88_500_000, TEMPERATURE_SECONDS, part_price),
	];
	Terms { service_price, part_price, rules, fees: 10 * BPI, budget: 500 * BPI, ..Terms::default() }
}

async fn run(options: &Options, screen: &Screen) -> Result<()> {
	let sensors = sensors::Sensors::open(&options.data)?;
	let mut stage = Stage::build(options.rpc_port, screen).await?;
	let (owner, provider) = (stage.owner.clone(), stage.provider.clone());
	let before = Before::read(&stage).await?;

	let (device, claim) = stage.unit.claim(&owner.account())?;
	screen.event(&format!("device   made its key: {device}"));
	let terms = terms();
	let (ready, mut steps) = scenario::prepare(&stage.chain, &owner, &provider, &[(device, claim)], &terms).await?;
	let ready = *ready.first().context("no device was prepared")?;
	for step in &steps {
		screen.event(&describe(&owner, step));
	}
	stage.unit.configure(&stage.node.ws_url(), stage.broker.port(), 3, &[ready.agreement])?;
	stage.unit.start()?;
	screen.event("unit     started; it counts as soon as the agreement lies under three blocks");
	stage.unit.ready(UNIT_PATIENCE).await?;
	screen.event(&format!(
		"unit     counts: vibration > 0.25 g more than {VIBRATION_SECONDS} times requests service, temperature > 88.5 °C \
		 more than {TEMPERATURE_SECONDS} times orders a bearing"
	));

	let (told, mut heard) = mpsc::unbounded_channel();
	let _provider = actors::spawn(&stage.chain, &provider, Role::Provider, told.clone());
	let _owner = actors::spawn(&stage.chain, &owner, Role::Owner, told);
	let played = sensors.play(stage.broker.port(), options.speed);
	screen.event(&format!("sensors  play {} at {} times its speed", options.data.display(), options.speed));

	let watch = screen.watch(&stage, &device, ready, &played);
	let chain = stage.chain.clone();
	let goal = within_blocks(&chain, GOAL_BLOCKS, "a paid service request and a paid part order", async |best| {
		while let Ok(step) = heard.try_recv() {
			let step: Step = step?;
			screen.event(&describe(&owner, &step));
			steps.push(step);
		}
		stage.ensure_running()?;
		played.check()?;
		let view = chain.at(best).await?;
		let (mut service, mut part) = (false, false);
		for id in 0..view.next_request().await? {
			let Some(request) = view.request(id).await? else { continue };
			if screen.is_news(id, request.status) {
				screen.event(&describe_request(id, &request.kind, request.status, request.price, best.number));
			}
			match request.kind {
				RequestKind::Service => service |= request.status == RequestStatus::Paid,
				RequestKind::Part { .. } => part |= request.status == RequestStatus::Paid,
			}
		}
		// The actors follow each of their transactions to its settlement, which the summary lists.
		let settled = steps.iter().filter(|step| step.what == actors::CONFIRMS).count() >= 2;
		Ok((service && part && settled).then_some(()))
	})
	.await;
	watch.abort();
	screen.clear();
	goal?;
	summary::print(&stage, &before, &device, ready, &steps).await?;
	if options.keep {
		println!("\nEverything keeps running; Ctrl-C ends it.");
		loop {
			tokio::time::sleep(std::time::Duration::from_secs(1)).await;
			stage.ensure_running()?;
		}
	}
	stage.stop();
	Ok(())
}

fn describe(owner: &Key, step: &Step) -> String {
	let who = if step.account == owner.account() { "owner" } else { "provider" };
	format!("{who:8} {} · block {} · {:?}", step.what, step.included.block_number, step.included.tx_hash)
}

fn describe_request(id: u32, kind: &RequestKind, status: RequestStatus, price: u128, block: u64) -> String {
	let what = match kind {
		RequestKind::Service => "vibration requests service".to_string(),
		RequestKind::Part { part, quantity } => {
			format!("temperature orders {quantity} × {}", String::from_utf8_lossy(&part.0))
		}
	};
	format!("chain    request {id}: {what} for {} · {status:?} · block {block}", summary::bpi(price))
}

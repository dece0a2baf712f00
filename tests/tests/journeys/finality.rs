//! Verification nodes that go, come back, are admitted and removed.

use anyhow::{Context, Result, ensure};
use bpiiot_client::{
	Chain, Error, Included, Key, api,
	api::runtime_types::{
		bpiiot_runtime::{RuntimeCall, SessionKeys},
		pallet_verifiers::pallet::Call as Verifiers,
		sp_consensus_grandpa::app::Public,
		sp_weights::weight_v2::Weight,
	},
	subxt::rpcs::rpc_params,
};
use bpiiot_testbed::{Member, Network, waits::within_blocks};
use serde_json::Value;
use sp_core::Bytes;
use tempfile::TempDir;

use crate::world::{key, local, turn};

const ALICE: usize = 0;
const BOB: usize = 1;
const CHARLIE: usize = 2;
const DAVE: usize = 3;

/// Blocks after which votes that were under way when a voter went have arrived.
const SETTLE: u64 = 3;
/// No call that the committee decides on here has more bytes.
const LONGEST_CALL: u32 = 1_000;
/// Blocks that must come while nothing is finalized.
const WITHOUT: u64 = 10;

/// Blocks go on, and nothing of them is finalized on any running node.
async fn blocks_without_finality(network: &Network) -> Result<()> {
	let chain = network.chain(ALICE)?;
	advance(chain, SETTLE).await?;
	let before = chain.finalized().await?.number;
	advance(chain, WITHOUT).await?;
	for index in network.running() {
		let finalized = network.chain(index)?.finalized().await?.number;
		ensure!(finalized <= before, "node {index} has finalized {finalized} (before: {before}) without enough voters");
	}
	Ok(())
}

/// What the best chain has now is finalized on all running nodes.
async fn finality_goes_on(network: &Network) -> Result<()> {
	let target = network.chain(ALICE)?.best().await?.number + 1;
	network.finalize(&network.running(), target).await
}

/// Waits for so many more blocks.
async fn advance(chain: &Chain, blocks: u64) -> Result<()> {
	let target = chain.best().await?.number + blocks;
	within_blocks(chain, blocks + 50, "more blocks", async |best| Ok((best.number >= target).then_some(()))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_two_of_three_verification_nodes_killed_blocks_go_on_and_finality_waits_for_them() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let spec = local(directory.path(), 60, &["Alice", "Bob", "Charlie"], None)?;
	let members = [
		Member::verification("alice").mining_for(key("Ferdie").account()),
		Member::verification("bob"),
		Member::verification("charlie"),
		Member::normal("normal"),
	];
	let mut network = Network::new(&spec, &members)?;
	network.start().await?;
	finality_goes_on(&network).await?;

	network.kill(BOB)?;
	network.kill(CHARLIE)?;
	blocks_without_finality(&network).await?;

	network.run(BOB).await?;
	blocks_without_finality(&network).await.context("two of three voters are not enough")?;
	network.run(CHARLIE).await?;
	finality_goes_on(&network).await?;
	network.watch().check()
}

/// Lets a majority of the committee decide on a call, and the call take effect.
async fn decide(chain: &Chain, committee: [&Key; 2], call: RuntimeCall) -> Result<Included> {
	let calls = || api::tx().technical_committee();
	let proposed = chain.submit(committee[0], &calls().propose(2, call, LONGEST_CALL)).await?;
	let motion =
		proposed.events.first::<api::technical_committee::events::Proposed>()?.context("nothing was proposed")?;
	let (hash, index) = (motion.proposal_hash, motion.proposal_index);
	for member in committee {
		chain.submit(member, &calls().vote(hash, index, true)).await?;
	}
	let weight = Weight { ref_time: 10_000_000_000, proof_size: 1_000_000 };
	let closed = chain.submit(committee[1], &calls().close(hash, index, weight, LONGEST_CALL)).await?;
	let executed =
		closed.events.first::<api::technical_committee::events::Executed>()?.context("nothing was executed")?;
	ensure!(executed.result.is_ok(), "the committee's call has failed: {:?}", closed.events.names());
	Ok(closed)
}

/// The number of voters that the runtime names to GRANDPA after the best block.
async fn voters(chain: &Chain) -> Result<usize> {
	let best = chain.best().await?;
	let voters: Vec<([u8; 32], u64)> = chain.runtime_call("GrandpaApi_grandpa_authorities", &[], best.hash).await?;
	Ok(voters.len())
}

/// Waits until there are so many voters, and all that was before is finalized.
async fn vote(network: &Network, expected: usize) -> Result<()> {
	let chain = network.chain(ALICE)?;
	within_blocks(chain, 200, &format!("{expected} voters"), async |_| {
		Ok((voters(chain).await? == expected).then_some(()))
	})
	.await?;
	finality_goes_on(network).await
}

// covers M66
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_verification_node_counts_once_it_is_admitted_and_no_more_once_it_is_removed() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	// Slow enough that a node that is away for a moment is not stood down, which takes four sessions.
	let spec = local(directory.path(), 100, &["Alice", "Bob", "Charlie"], Some(30))?;
	let members = [
		Member::verification("alice").mining_for(key("Ferdie").account()),
		Member::verification("bob"),
		Member::verification("charlie"),
		Member::normal("dave").with_argument("--validator"),
	];
	let mut network = Network::new(&spec, &members)?;
	network.start().await?;
	finality_goes_on(&network).await?;
	let (alice, bob, charlie, dave) = (key("Alice"), key("Bob"), key("Charlie"), key("Dave"));

	// The newcomer makes its keys, proves that they are its own, and applies; the committee admits it.
	let chain = network.chain(DAVE)?.clone();
	let owner = Bytes(dave.account().0.to_vec());
	let generated: Value = chain.raw().request("author_rotateKeysWithOwner", rpc_params![owner]).await?;
	let keys: Bytes = serde_json::from_value(generated["keys"].clone())?;
	let proof: Bytes = serde_json::from_value(generated["proof"].clone())?;
	let keys = SessionKeys { grandpa: Public(keys.0[..].try_into().context("the session key is one GRANDPA key")?) };
	chain.submit(&dave, &api::tx().session().set_keys(keys, proof.0)).await?;
	chain.submit(&dave, &api::tx().verifiers().apply()).await?;
	let refusal = chain.submit(&dave, &api::tx().verifiers().admit(dave.account())).await;
	ensure!(
		matches!(&refusal, Err(Error::Dispatch { failure, .. }) if failure.name == "BadOrigin"),
		"an applicant must not admit itself: {refusal:?}"
	);
	let admit = RuntimeCall::Verifiers(Verifiers::admit { who: dave.account() });
	decide(&chain, [&alice, &bob], admit).await?;
	// A voter takes up a new key when it starts.
	network.stop(DAVE)?;
	network.run(DAVE).await?;
	vote(&network, 4).await?;

	// Three of four are needed, so without one of the old ones the vote of the new one decides.
	network.stop(CHARLIE)?;
	finality_goes_on(&network).await.context("the new verifier's vote does not count")?;
	network.stop(DAVE)?;
	blocks_without_finality(&network).await?;
	network.run(DAVE).await?;
	finality_goes_on(&network).await?;
	network.run(CHARLIE).await?;
	finality_goes_on(&network).await?;

	// Of the three that stay all are needed; the removed one makes up for none of them.
	let remove = RuntimeCall::Verifiers(Verifiers::remove { who: charlie.account() });
	decide(network.chain(ALICE)?, [&alice, &bob], remove).await?;
	vote(&network, 3).await?;
	network.stop(DAVE)?;
	blocks_without_finality(&network).await.context("the removed verifier's vote still counts")?;
	network.run(DAVE).await?;
	finality_goes_on(&network).await?;
	network.watch().check()
}

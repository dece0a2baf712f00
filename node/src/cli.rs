//! The command line.

use std::path::PathBuf;

use bpiiot_primitives::AccountId;
use clap::Parser;
use sc_cli::RunCmd;
use sp_core::crypto::Ss58Codec;

/// The command line.
#[derive(Debug, Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// How to run the node.
	#[clap(flatten)]
	pub run: RunCmd,

	/// Whether and how to mine.
	#[clap(flatten)]
	pub mining: MiningParams,
}

/// Whether and how to mine.
#[derive(Clone, Debug, clap::Args)]
pub struct MiningParams {
	/// Mine blocks. Without it the node follows the chain and authors nothing.
	#[arg(long)]
	pub mine: bool,

	/// Mining threads; the default leaves one core free. They run at lower priority than everything else. With 0 only
	/// external miners search.
	#[arg(long, value_name = "COUNT", requires = "mine")]
	pub mining_threads: Option<usize>,

	/// The account that receives block rewards and fees, as an SS58 address; the default is the account of the key that
	/// the node makes for itself and keeps in its keystore.
	#[arg(long, value_name = "ADDRESS", requires = "mine", value_parser = parse_account)]
	pub reward_account: Option<AccountId>,

	/// Give work to external miners (`bpiiot-miner`) by JSON-RPC over WebSocket on this port of the loopback address.
	#[arg(long, value_name = "PORT", requires = "mine")]
	pub mining_rpc_port: Option<u16>,

	/// Give work to external miners of other machines as well. The connection is not encrypted: use it inside the plant's
	/// network, or through a tunnel.
	#[arg(long, requires_all = ["mining_rpc_port", "mining_rpc_token_file"])]
	pub mining_rpc_external: bool,

	/// A file with the word that external miners must know, of at least 16 characters. Needed with --mining-rpc-external.
	#[arg(long, value_name = "FILE", requires = "mining_rpc_port")]
	pub mining_rpc_token_file: Option<PathBuf>,
}

fn parse_account(address: &str) -> Result<AccountId, String> {
	AccountId::from_ss58check(address).map_err(|error| format!("not an SS58 address ({error})"))
}

/// What to do instead of running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain spec to standard output or a file.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Validate blocks.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Export blocks.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Export the state of a block as a chain spec.
	ExportState(sc_cli::ExportStateCmd),

	/// Import blocks.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Remove the whole chain.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Revert the chain to an earlier state.
	Revert(sc_cli::RevertCmd),

	/// Print what the database says of the chain.
	ChainInfo(sc_cli::ChainInfoCmd),
}

//! The chain specs that are built in, made of the runtime's genesis presets.

use bpiiot_runtime::WASM_BINARY;
use sc_chain_spec::{ChainType, GenericChainSpec, Properties};

/// A chain spec of this node.
pub type ChainSpec = GenericChainSpec;

fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), "BPI".into());
	properties.insert("tokenDecimals".into(), 12.into());
	properties.insert("ss58Format".into(), 42.into());
	properties
}

fn preset(name: &str, id: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let wasm =
		WASM_BINARY.ok_or("this node was built without its Wasm runtime; build it again without SKIP_WASM_BUILD")?;
	Ok(ChainSpec::builder(wasm, None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id(id)
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// One node, well-known keys.
pub fn development() -> Result<ChainSpec, String> {
	preset("BPIIoT Development", "bpiiot_dev", ChainType::Development, sp_genesis_builder::DEV_RUNTIME_PRESET)
}

/// Several nodes on one machine, well-known keys.
pub fn local() -> Result<ChainSpec, String> {
	preset("BPIIoT Local", "bpiiot_local", ChainType::Local, sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET)
}

/// The built-in spec with the name `id`, or the one in the file `id`.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"dev" => development(),
		"" | "local" => local(),
		path => {
			let path = std::path::PathBuf::from(path);
			if !path.is_file() {
				return Err(format!(
					"there is no chain '{}': name `dev`, `local`, or an existing chain spec file with --chain",
					path.display()
				));
			}
			ChainSpec::from_json_file(path.clone()).map_err(|error| {
				format!(
					"the chain spec {} cannot be read ({error}): copy it again from the network's operator",
					path.display()
				)
			})
		}
	}
}
